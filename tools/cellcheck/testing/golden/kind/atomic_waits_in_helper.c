// SPDX-License-Identifier: Apache-2.0
// atomic_waits_in_helper: in a helper.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
// note: 'take' is ATOMIC
ATOMIC status_t take(void);
// file: atomic_waits_in_helper.c
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

static status_t wait_for_one(void) {
  // want: kind.blocks 'sched_wait_here' waits (BLOCKS), in an ATOMIC function
  return counts.writes == 0 ? sched_wait_here() : OK;
}

status_t take(void) {
  // note: 'take' calls 'wait_for_one' here
  status_t status = wait_for_one();
  if (status == OK) counts.writes--;
  return status;
}
