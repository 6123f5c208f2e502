// SPDX-License-Identifier: Apache-2.0
// steps_writes_in_helper: in a helper, behind a pointer in state.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
// note: 'work' is STEPS
STEPS void work(void);
// file: steps_writes_in_helper.c
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

static void mark(struct item *item) {
  // want: kind.stores what state 'counts' leads to is changed by a STEPS function
  item->value = 1;
}

void work(void) {
  sched_give_way();
  // note: 'work' calls 'mark' here
  if (counts.first != NULL) mark(counts.first);
}
