// SPDX-License-Identifier: Apache-2.0
// ok_moving_pointer: another pointer moves, the first one is released.
// file: ok_moving_pointer.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t blanks_skip(const char *text, uint32_t length);

// file: ok_moving_pointer.c
#include "ok_moving_pointer.h"

uint32_t blanks_skip(const char *text, uint32_t length) {
  char *copy = heap_new(length + 1, 1, "copy");
  if (copy == NULL) return 0;
  for (uint32_t i = 0; i < length; i++)
    copy[i] = text[i];
  const char *at = copy;
  while (*at == ' ')
    at++;
  uint32_t count = (uint32_t)(at - copy);
  heap_delete(copy);
  return count;
}
