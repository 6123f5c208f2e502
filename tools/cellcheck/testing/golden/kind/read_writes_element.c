// SPDX-License-Identifier: Apache-2.0
// read_writes_element: an element of a table in state, by a number that is given.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'look' is READ
READ uint32_t look(uint32_t index);
// file: read_writes_element.c
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

uint32_t look(uint32_t index) {
  if (index >= 8) return 0;
  uint32_t *place = &counts.table[index];
  // want: kind.read state 'counts.table' is changed by a READ function
  *place += 1;
  return *place;
}
