// SPDX-License-Identifier: Apache-2.0
// unmarked_context: the callback takes its context, but who gave it with the callback owns it still.
#include "kernel/heap/heap.h"

void call_now(void (*run)(void *context), void *context);

CELL_CALLBACK void count(OWN void *context) {
  heap_delete(context);
}

bool count_begin(void) {
  void *object = heap_new(16, 8, "count");
  // note: 'object' is not null here
  if (object == NULL) return false;
  // want: own.unmarked count takes its 'context', but who calls call_now owns that still
  // mend: mark 'context' of call_now OWN, or let count leave it to its owner
  call_now(count, object);
  heap_delete(object);
  return true;
}
