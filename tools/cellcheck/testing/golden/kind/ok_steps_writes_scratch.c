// SPDX-License-Identifier: Apache-2.0
// ok_steps_writes_scratch: an object of its own that it gives to nobody is as good as its frame.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
STEPS void work(void);
// file: ok_steps_writes_scratch.c
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
  item->value = 7;
  heap_delete(item);
}
