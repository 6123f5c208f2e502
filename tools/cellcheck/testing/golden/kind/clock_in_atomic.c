// SPDX-License-Identifier: Apache-2.0
// clock_in_atomic: an ATOMIC function reads the clock.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
// note: 'stamp' is ATOMIC
ATOMIC void stamp(void);
// file: clock_in_atomic.c
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

void stamp(void) {
  // want: kind.clock 'clock_now' reads a clock, in an ATOMIC function: made again, it reads another time
  // mend: take the time as an argument: the caller reads the clock
  counts.writes = clock_now();
}
