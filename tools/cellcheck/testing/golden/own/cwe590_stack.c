// SPDX-License-Identifier: Apache-2.0
// cwe590_stack: a buffer is on the stack when it is small, and released nevertheless (CWE-590).
#include "kernel/heap/heap.h"

uint32_t checksum(const uint8_t *bytes, uint32_t size) {
  uint8_t small[64];
  uint8_t *copy = small;
  // note: 'size' is at most 64 here
  if (size > sizeof small) copy = heap_new(size, 1, "copy");
  // note: 'copy' is not null here
  if (copy == NULL) return 0;
  uint32_t sum = 0;
  // note: the condition is false here
  for (uint32_t i = 0; i < size; i++) {
    copy[i] = bytes[i];
    sum += copy[i];
  }
  // want: own.not 'small' is a local variable: it is given to heap_delete, but was never acquired
  heap_delete(copy);
  return sum;
}
