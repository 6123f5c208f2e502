// SPDX-License-Identifier: Apache-2.0
// ok_clock_is_argument: the caller reads the clock; a READ function says that it does.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
ATOMIC void stamp(uint64_t now);
READ CLOCK uint64_t age(void);
STEPS void stamp_now(void);
// file: ok_clock_is_argument.c
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

void stamp(uint64_t now) {
  counts.writes = now;
}

uint64_t age(void) {
  return clock_now() - counts.writes;
}

void stamp_now(void) {
  stamp(clock_now());
}
