// SPDX-License-Identifier: Apache-2.0
// Loses an object on one of two ways.
#include "tools/cellcheck/testing/build/lost.h"

#include "kernel/heap/heap.h"

bool lost_try(uint32_t bytes) {
  char *object = heap_new(bytes, 1, "lost");
  if (object == NULL) return false;
  if (bytes > 64) return false;
  heap_delete(object);
  return true;
}
