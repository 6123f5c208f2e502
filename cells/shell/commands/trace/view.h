// SPDX-License-Identifier: Apache-2.0
// view: events of all processors in order of time, copied once, so that what comes meanwhile changes nothing. The trace
// command's own; it is exported because the copy is a heap object, and what a command stores there it stores in transactions.
//
// Context  any; nothing waits.
// Owns     nothing: the copy is an object of the task that asks, and goes with it if it is killed.
// State    none.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/trace/trace.h"

enum { TRACE_VIEW_AT_ONCE = 32 };  // events; a transaction keeps what they overwrite

struct trace_seen {
  struct trace_event event;
  uint32_t cpu;
};

// Stores `count` events, TRACE_VIEW_AT_ONCE at most, in an object of the caller's.
ATOMIC void trace_view_put(struct trace_seen *to, const struct trace_seen *events, uint32_t count);
