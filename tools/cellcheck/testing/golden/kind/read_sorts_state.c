// SPDX-License-Identifier: Apache-2.0
// read_sorts_state: another cell's READ function is given state to write its answer to.
// file: cell.h public
#pragma once
#include "handlers.h"
#include "kernel/base/cell.h"
// note: 'smallest' is READ
READ uint32_t smallest(void);
// file: read_sorts_state.c
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

static bool is_before(uint32_t a, uint32_t b) {
  return a < b;
}

uint32_t smallest(void) {
  // want: kind.read state 'counts.table' is changed by a READ function
  words_sort(counts.table, 8, is_before);
  return counts.table[0];
}
