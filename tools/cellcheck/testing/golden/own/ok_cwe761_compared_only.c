// SPDX-License-Identifier: Apache-2.0
// ok_cwe761_compared_only: the pointer that walks is compared with the end, and only the other is released.
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

bool has_blank(const char *from, uint32_t size) {
  char *text = heap_new(size, 1, "text");
  if (text == NULL) return false;
  text_copy(text, size, from);
  const char *at = text, *end = text + size;
  while (at != end && *at != ' ')
    at++;
  bool is_found = at != end;
  heap_delete(text);
  return is_found;
}
