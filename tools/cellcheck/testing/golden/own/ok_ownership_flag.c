// SPDX-License-Identifier: Apache-2.0
// ok_ownership_flag: a flag says whether a buffer has to be released.
// file: ok_ownership_flag.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t bytes_sum(uint8_t *given, uint32_t size);

// file: ok_ownership_flag.c
#include "ok_ownership_flag.h"

uint32_t bytes_sum(uint8_t *given, uint32_t size) {
  bool is_ours = false;
  uint8_t *bytes = given;
  if (bytes == NULL) {
    bytes = heap_new(size, 1, "bytes");
    if (bytes == NULL) return 0;
    is_ours = true;
  }
  uint32_t sum = 0;
  for (uint32_t i = 0; i < size; i++)
    sum += bytes[i];
  if (is_ours) heap_delete(bytes);
  return sum;
}
