// SPDX-License-Identifier: Apache-2.0
// ok_cwe590_only_if_made: released only when it was made.
#include "kernel/heap/heap.h"

uint32_t checksum(const uint8_t *bytes, uint32_t size) {
  uint8_t small[64];
  uint8_t *made = size > sizeof small ? heap_new(size, 1, "copy") : NULL;
  uint8_t *copy = made != NULL ? made : small;
  uint32_t sum = 0;
  for (uint32_t i = 0; i < size && i < sizeof small; i++) {
    copy[i] = bytes[i];
    sum += copy[i];
  }
  heap_delete(made);
  return sum;
}
