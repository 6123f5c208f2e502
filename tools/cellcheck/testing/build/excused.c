// SPDX-License-Identifier: Apache-2.0
// Loses an object on one of two ways, and is excused.
#include "tools/cellcheck/testing/build/excused.h"

#include "kernel/heap/heap.h"

CELL_UNSAFE("its task ends, and the ledger releases it") bool excused_try(uint32_t bytes) {
  char *object = heap_new(bytes, 1, "excused");
  if (object == NULL) return false;
  if (bytes > 64) return false;
  heap_delete(object);
  return true;
}
