// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the trace command share: a copy of events, as lines for people and as rows for programs.
#pragma once
#include "cells/shell/commands/trace/view.h"

struct trace_view {
  struct trace_seen *events;
  uint64_t count;
  uint64_t cycles, ns;  // one moment, by the time-stamp counter and by the clock
};

// Copies all events that are kept. NO_MEMORY.
status_t view_take(struct trace_view *view);
void view_drop(struct trace_view *view);

// The last `last` events of points whose names begin with `name`.
void print_lines(const struct trace_view *view, const char *name, uint64_t last);
void print_rows(const struct trace_view *view);
void print_points(void);

// Arguments' names end in the word that says what the argument is.
enum argument_kind { ARGUMENT_NONE, ARGUMENT_NUMBER, ARGUMENT_TASK, ARGUMENT_CELL, ARGUMENT_ADDRESS, ARGUMENT_TEXT };
enum argument_kind argument_kind(const char *name);
