// SPDX-License-Identifier: Apache-2.0
// atomic_waits: an ATOMIC function waits itself.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
// note: 'take' is ATOMIC
ATOMIC status_t take(void);
// file: atomic_waits.c
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

status_t take(void) {
  while (counts.writes == 0) {
    // want: kind.blocks 'sched_wait_here' waits (BLOCKS), in an ATOMIC function
    // mend: answer WAITING and let a STEPS function wait, or make the function STEPS
    status_t status = sched_wait_here();
    if (status != OK) return status;
  }
  counts.writes--;
  return OK;
}
