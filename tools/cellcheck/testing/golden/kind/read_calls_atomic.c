// SPDX-License-Identifier: Apache-2.0
// read_calls_atomic: a READ function calls one that may change something.
// file: cell.h public
#pragma once
#include "handlers.h"
#include "kernel/base/cell.h"
// note: 'reads' is READ
READ uint64_t reads(void);
// file: read_calls_atomic.c
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

uint64_t reads(void) {
  // want: kind.read 'word_set' is ATOMIC, and so may change what is shared, in a READ function
  word_set(counts.reads);
  return counts.reads;
}
