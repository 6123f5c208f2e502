// SPDX-License-Identifier: Apache-2.0
// undeclared_struct: a struct of a file, as a hosted program would have it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint32_t timer_push(uint64_t deadline);
// file: undeclared_struct.c
#include "cell.h"

static struct {
  uint64_t deadlines[8];
  uint32_t count;
  // want: state.undeclared 'timers' is writable static data, and the graph does not know of it
} timers;

uint32_t timer_push(uint64_t deadline) {
  if (timers.count < 8) timers.deadlines[timers.count++] = deadline;
  return 0;
}
