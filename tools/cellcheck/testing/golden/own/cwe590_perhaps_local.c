// SPDX-License-Identifier: Apache-2.0
// cwe590_perhaps_local: a small buffer on the stack, a large one from the heap, one release.
// file: cwe590_perhaps_local.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t text_sum(uint32_t length);

// file: cwe590_perhaps_local.c
#include "cwe590_perhaps_local.h"

uint32_t text_sum(uint32_t length) {
  uint8_t small[32];
  uint8_t *bytes = small;
  // note: 'length' is at most 32 here
  if (length > sizeof small) bytes = heap_new(length, 1, "text");
  // note: 'bytes' is not null here
  if (bytes == NULL) return 0;
  uint32_t sum = bytes[0];
  // want: own.not 'small' is a local variable: it is given to heap_delete, but was never acquired
  heap_delete(bytes);
  return sum;
}
