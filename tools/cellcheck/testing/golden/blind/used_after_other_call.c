// SPDX-License-Identifier: Apache-2.0
// used_after_other_call: one call releases what hangs on state twice over, the next one writes to it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC status_t open(void);
ATOMIC void close(void);
ATOMIC void put(uint64_t word);
// file: used_after_other_call.c
#include "cell.h"
#include "kernel/heap/heap.h"

struct sheet {
  uint64_t word;
};
struct desk {
  OWN struct sheet *sheet;
  struct sheet *last;
};
CELL_STATE(struct desk, desk);

status_t open(void) {
  if (desk.sheet != NULL) return EXISTS;
  desk.sheet = NEW(struct sheet);
  if (desk.sheet == NULL) return NO_MEMORY;
  desk.last = desk.sheet;
  return OK;
}

void close(void) {
  heap_delete(desk.sheet);
  desk.sheet = NULL;
}

void put(uint64_t word) {
  if (desk.last != NULL) desk.last->word = word;
}
