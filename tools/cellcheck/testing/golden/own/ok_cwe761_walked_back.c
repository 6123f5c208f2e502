// SPDX-License-Identifier: Apache-2.0
// ok_cwe761_walked_back: the pointer walks to the end and back to where it began.
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

uint32_t length_of(const char *from, uint32_t size) {
  char *text = heap_new(size, 1, "text");
  if (text == NULL) return 0;
  text_copy(text, size, from);
  uint32_t length = 0;
  for (; *text != 0; text++)
    length++;
  text -= length;
  heap_delete(text);
  return length;
}
