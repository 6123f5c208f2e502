// SPDX-License-Identifier: Apache-2.0
// callback_waits: a callback that is called as ATOMIC waits.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/ledger/ledger.h"
READ uint64_t reads(void);
// file: callback_waits.c
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

#include "kernel/sched/sched.h"

CELL_CALLBACK void thing_release(uint64_t object) {
  counts.writes = object;
  // want: kind.blocks 'sched_give_way' is STEPS, and so may wait, in an ATOMIC function
  sched_give_way();
}

// note: 'thing_release' is held to be ATOMIC: its address goes to 'release' here
CELL_OPS(struct ledger_type, thing_type) = {.name = "thing", .release = thing_release};

uint64_t reads(void) {
  return counts.reads;
}
