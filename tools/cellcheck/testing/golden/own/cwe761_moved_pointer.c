// SPDX-License-Identifier: Apache-2.0
// cwe761_moved_pointer: the pointer has walked on when it is released (CWE-761).
#include "kernel/heap/heap.h"

uint32_t words_in(uint32_t size) {
  char *text = heap_new(size, 1, "text");
  if (text == NULL) return 0;
  uint32_t words = 0;
  while (*text != 0) {
    if (*text == ' ') words++;
    text++;
  }
  heap_delete(text);
  return words;
}
