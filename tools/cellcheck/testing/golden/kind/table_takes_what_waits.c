// SPDX-License-Identifier: Apache-2.0
// table_takes_what_waits: a STEPS function as what a dying owner's entry is released by.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/ledger/ledger.h"
// note: declared here
STEPS void thing_release(uint64_t object);
// file: table_takes_what_waits.c
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

// want: kind.blocks 'thing_release' is STEPS, and what is called through here has to be ATOMIC
CELL_OPS(struct ledger_type, thing_type) = {.name = "thing", .release = thing_release};

void thing_release(uint64_t object) {
  (void)object;
}
