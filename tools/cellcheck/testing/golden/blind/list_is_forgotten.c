// SPDX-License-Identifier: Apache-2.0
// list_is_forgotten: what is in a list belongs to the list, and the list is made empty.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC status_t put(uint64_t word);
ATOMIC void clear(void);
// file: list_is_forgotten.c
#include "cell.h"
#include "kernel/base/list.h"
#include "kernel/heap/heap.h"

struct note {
  struct list_node node;
  uint64_t word;
};
struct notes {
  struct list_node list;
};
CELL_STATE(struct notes, notes);

status_t put(uint64_t word) {
  struct note *note = NEW(struct note);
  if (note == NULL) return NO_MEMORY;
  note->word = word;
  if (notes.list.next == NULL) list_init(&notes.list);
  list_push_back(&notes.list, &note->node);
  return OK;
}

void clear(void) {
  list_init(&notes.list);
}
