// SPDX-License-Identifier: Apache-2.0
// read_writes_behind_state: what hangs on state is shared too.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'look' is READ
READ uint32_t look(void);
// file: read_writes_behind_state.c
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

uint32_t look(void) {
  uint32_t sum = 0;
  for (struct item *item = counts.first; item != NULL; item = item->next)
    // want: kind.read what state 'counts' leads to is changed by a READ function
    sum += item->value++;
  return sum;
}
