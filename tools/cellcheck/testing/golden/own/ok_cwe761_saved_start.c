// SPDX-License-Identifier: Apache-2.0
// ok_cwe761_saved_start: the pointer walks, and is set to the begin again before its release.
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

uint32_t words_in(const char *from, uint32_t size) {
  char *text = heap_new(size, 1, "text"), *begin = text;
  if (text == NULL) return 0;
  text_copy(text, size, from);
  uint32_t words = 0;
  for (; *text != 0; text++)
    if (*text == ' ') words++;
  text = begin;
  heap_delete(text);
  return words;
}
