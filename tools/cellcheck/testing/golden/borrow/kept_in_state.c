// SPDX-License-Identifier: Apache-2.0
// kept_in_state: a borrowed name is kept in state.
// file: kept_in_state.h public
#pragma once
#include "kernel/base/cell.h"

struct log {
  const char *prefix;
  uint32_t lines;
};

ATOMIC void log_set_prefix(const char *prefix);

// file: kept_in_state.c
#include "kept_in_state.h"

CELL_STATE(struct log, log);

void log_set_prefix(const char *prefix) {
  // want: borrow.kept 'log.prefix' keeps 'prefix', which is borrowed, when the function returns
  // mend: copy what it shows, or mark the parameter 'prefix' RETAINS
  log.prefix = prefix;
  log.lines = 0;
}
