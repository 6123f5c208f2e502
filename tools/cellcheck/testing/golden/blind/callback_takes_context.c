// SPDX-License-Identifier: Apache-2.0
// callback_takes_context: a callback and its context go in a struct, and nothing says who releases the context: both do.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC bool count_begin(void);
// file: callback_takes_context.c
#include "cell.h"
#include "kernel/heap/heap.h"

struct job {
  void (*run)(void *context);
  void *context;
};
void call_now(const struct job *job);

CELL_CALLBACK void count(OWN void *context) {
  heap_delete(context);
}

bool count_begin(void) {
  void *object = heap_new(16, 8, "count");
  if (object == NULL) return false;
  struct job job = {count, object};
  call_now(&job);
  heap_delete(object);
  return true;
}
