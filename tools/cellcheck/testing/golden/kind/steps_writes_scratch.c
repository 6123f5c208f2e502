// SPDX-License-Identifier: Apache-2.0
// steps_writes_scratch: an object that it has just made is no part of its frame: a build that traps stores outside transactions faults here.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
// note: 'work' is STEPS
STEPS void work(void);
// file: steps_writes_scratch.c
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

void work(void) {
  struct item *item = NEW(struct item);
  if (item == NULL) return;
  // want: kind.stores what 'heap_new' gave is changed by a STEPS function
  item->value = 7;
  heap_delete(item);
}
