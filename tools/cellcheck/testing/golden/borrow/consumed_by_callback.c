// SPDX-License-Identifier: Apache-2.0
// consumed_by_callback: a callback borrows its context like any other parameter, and must not release it.
#include "kernel/heap/heap.h"

void later(void (*run)(void *context), void *context);

CELL_CALLBACK void forget(void *context) {
  // want: borrow.consumed 'context' is borrowed, and heap_delete takes it here
  // mend: mark the parameter 'context' OWN, or leave it to the caller
  heap_delete(context);
}

void forget_later(void *object) {
  later(forget, object);
}
