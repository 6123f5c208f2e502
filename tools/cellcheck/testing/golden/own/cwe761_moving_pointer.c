// SPDX-License-Identifier: Apache-2.0
// cwe761_moving_pointer: the pointer was moved over the text before its release.
// file: cwe761_moving_pointer.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t blanks_skip(const char *text, uint32_t length);

// file: cwe761_moving_pointer.c
#include "cwe761_moving_pointer.h"

uint32_t blanks_skip(const char *text, uint32_t length) {
  // note: 'copy' is owned from here: heap_new made it
  char *copy = heap_new(length + 1, 1, "copy");
  // note: 'copy' is not null here
  if (copy == NULL) return 0;
  // note: the condition is false here
  for (uint32_t i = 0; i < length; i++)
    copy[i] = text[i];
  uint32_t count = 0;
  // note: '*copy' is 32 here
  // note: '*copy' is not 32 here
  while (*copy == ' ') {
    copy++;
    count++;
  }
  // want: own.not 'copy' points into what was acquired, not to its begin, and is given to heap_delete
  heap_delete(copy);
  return count;
}
