// SPDX-License-Identifier: Apache-2.0
// steps_writes_state: a STEPS function stores to state itself.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
// note: 'work' is STEPS
STEPS void work(void);
// file: steps_writes_state.c
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

void work(void) {
  // want: kind.stores state 'counts.writes' is changed by a STEPS function
  // mend: change it in an ATOMIC function of this cell, and call that
  counts.writes++;
  sched_give_way();
}
