// SPDX-License-Identifier: Apache-2.0
// atomic_calls_steps: an ATOMIC function calls one that may wait.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
// note: 'pause' is ATOMIC
ATOMIC status_t pause(void);
// file: atomic_calls_steps.c
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

status_t pause(void) {
  counts.writes++;
  // want: kind.blocks 'clock_sleep' is STEPS, and so may wait, in an ATOMIC function
  return clock_sleep(1000);
}
