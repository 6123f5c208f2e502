// SPDX-License-Identifier: Apache-2.0
// atomic_pointer_waits: a pointer that is marked STEPS is called by an ATOMIC function.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct source {
  AS(STEPS) uint64_t (*read)(void);
};
// note: 'fill' is ATOMIC
ATOMIC void fill(const struct source *source);
// file: atomic_pointer_waits.c
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

void fill(const struct source *source) {
  // want: kind.blocks what the pointer leads to is STEPS, and so may wait, in an ATOMIC function
  counts.reads = source->read();
}
