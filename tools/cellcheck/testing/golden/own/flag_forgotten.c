// SPDX-License-Identifier: Apache-2.0
// flag_forgotten: the flag is not set where the buffer is made.
// file: flag_forgotten.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t bytes_sum(uint8_t *given, uint32_t size);

// file: flag_forgotten.c
#include "flag_forgotten.h"

uint32_t bytes_sum(uint8_t *given, uint32_t size) {
  bool is_ours = false;
  uint8_t *bytes = given;
  if (bytes == NULL) {
    // note: 'bytes' is owned from here: heap_new made it
    bytes = heap_new(size, 1, "bytes");
    // note: 'bytes' is not null here
    if (bytes == NULL) return 0;
  }
  uint32_t sum = 0;
  // note: the condition is false here
  for (uint32_t i = 0; i < size; i++)
    sum += bytes[i];
  // note: 'is_ours' is false here
  if (is_ours) heap_delete(bytes);
  // want: own.leak 'bytes' is lost here, and nobody else holds it
  return sum;
}
