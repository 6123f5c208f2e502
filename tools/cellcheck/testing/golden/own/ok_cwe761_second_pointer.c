// SPDX-License-Identifier: Apache-2.0
// ok_cwe761_second_pointer: a second pointer walks, the first is released.
#include "kernel/heap/heap.h"

uint32_t words_in(uint32_t size) {
  char *text = heap_new(size, 1, "text");
  if (text == NULL) return 0;
  uint32_t words = 0;
  for (const char *at = text; *at != 0; at++)
    if (*at == ' ') words++;
  heap_delete(text);
  return words;
}
