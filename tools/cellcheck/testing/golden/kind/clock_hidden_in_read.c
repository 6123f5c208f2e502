// SPDX-License-Identifier: Apache-2.0
// clock_hidden_in_read: a READ function reads the clock, and its declaration hides it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
// note: 'age' is READ
READ uint64_t age(void);
// file: clock_hidden_in_read.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

uint64_t age(void) {
  // want: kind.clock 'clock_now' reads a clock, and the declaration of 'age' does not say so
  return clock_now() - counts.writes;
}
