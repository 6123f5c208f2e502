// SPDX-License-Identifier: Apache-2.0
// ok_context_given: a context that is marked OWN goes to whoever calls the callback, and the callback takes it.
#include "kernel/heap/heap.h"

struct count {
  uint32_t words;
};

void later(void (*run)(void *context), OWN void *context);

CELL_CALLBACK void add(OWN void *context) {
  struct count *count = context;
  count->words++;
  heap_delete(count);
}

bool words_begin(void) {
  struct count *count = NEW(struct count);
  if (count == NULL) return false;
  later(add, count);
  return true;
}
