// SPDX-License-Identifier: Apache-2.0
// read_callback_writes: a callback is held to the kind of the field that it goes to.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint64_t reads(void);
// file: read_callback_writes.c
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

struct meter_ops {
  AS(READ) uint64_t (*measure)(void);
};

CELL_CALLBACK uint64_t measure(void) {
  // want: kind.read state 'counts.reads' is changed by a READ function
  return counts.reads++;
}

// note: 'measure' is held to be READ: its address goes to 'measure' here
CELL_OPS(struct meter_ops, meter_ops) = {.measure = measure};

uint64_t reads(void) {
  return counts.reads;
}
