// SPDX-License-Identifier: Apache-2.0
// unmarked_context_of_callback: the context is given away, and the callback that gets it only borrows it.
#include "kernel/heap/heap.h"

struct count {
  uint32_t words;
};

void later(void (*run)(void *context), OWN void *context);

CELL_CALLBACK void add(void *context) {
  struct count *count = context;
  count->words++;
}

bool words_begin(void) {
  struct count *count = NEW(struct count);
  // note: 'count' is not null here
  if (count == NULL) return false;
  // want: own.unmarked later takes 'context' for its callback, but add does not take it
  // mend: mark 'context' of add OWN, and release it there
  later(add, count);
  return true;
}
