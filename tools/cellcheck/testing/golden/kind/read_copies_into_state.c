// SPDX-License-Identifier: Apache-2.0
// read_copies_into_state: memcpy into state.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'look' is READ
READ void look(const uint32_t *table);
// file: read_copies_into_state.c
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

void look(const uint32_t *table) {
  // want: kind.read state 'counts.table' is changed by a READ function
  __builtin_memcpy(counts.table, table, sizeof counts.table);
}
