// SPDX-License-Identifier: Apache-2.0
// read_calls_own_atomic_in_helper: the same in a helper, with a function of its own cell.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'reads' is READ
READ uint64_t reads(void);
ATOMIC void reset(void);
// file: read_calls_own_atomic_in_helper.c
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

void reset(void) {
  counts.reads = 0;
}

static uint64_t take(void) {
  uint64_t before = counts.reads;
  // want: kind.read 'reset' is ATOMIC, and so may change what is shared, in a READ function
  reset();
  return before;
}

uint64_t reads(void) {
  // note: 'reads' calls 'take' here
  return take();
}
