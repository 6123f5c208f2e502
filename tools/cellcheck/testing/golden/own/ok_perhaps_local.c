// SPDX-License-Identifier: Apache-2.0
// ok_perhaps_local: only the buffer from the heap is released.
// file: ok_perhaps_local.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t text_sum(uint32_t length);

// file: ok_perhaps_local.c
#include "ok_perhaps_local.h"

uint32_t text_sum(uint32_t length) {
  uint8_t small[32];
  uint8_t *large = NULL, *bytes = small;
  if (length > sizeof small) {
    large = heap_new(length, 1, "text");
    if (large == NULL) return 0;
    bytes = large;
  }
  uint32_t sum = bytes[0];
  if (bytes != small) heap_delete(large);
  return sum;
}
