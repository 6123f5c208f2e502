// SPDX-License-Identifier: Apache-2.0
// handle_number: a number that counts up names an object of the server's list.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC uint64_t watch_add(uint64_t address);
ATOMIC status_t watch_remove(uint64_t number);
// file: handle_number.c
#include "cell.h"

struct watch {
  struct watch *next;
  uint64_t number, address;
  bool removed;
};
struct watches {
  struct watch *first;
  uint64_t last;
};
CELL_STATE(struct watches, watches);

uint64_t watch_add(uint64_t address) {
  struct watch *watch = watches.first;
  while (watch != NULL && !watch->removed)
    watch = watch->next;
  if (watch == NULL) return 0;
  watch->address = address;
  watch->number = ++watches.last;
  // want: state.handle the number that 'watch_add' hands out names something that this cell keeps for its client
  return watch->number;
}

status_t watch_remove(uint64_t number) {
  for (struct watch *watch = watches.first; watch != NULL; watch = watch->next) {
    // note: 'watch_remove' takes it as 'number' and finds what has it in 'number' by it here
    if (watch->number != number) continue;
    watch->removed = true;
    return OK;
  }
  return NOT_FOUND;
}
