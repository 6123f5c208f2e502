// SPDX-License-Identifier: Apache-2.0
// cwe761_joined: so many ways meet before the release that only what they have in common is known (CWE-761).
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

uint32_t number_in(const char *from, uint32_t size, uint32_t options) {
  // note: 'text' is owned from here: heap_new made it
  char *text = heap_new(size, 1, "text");
  // note: 'text' is not null here
  if (text == NULL) return 0;
  text_copy(text, size, from);
  uint32_t sum = 0, base = 10;
  // note: the condition is false here
  if ((options & 1) != 0) base = 16;
  // note: the condition is false here
  if ((options & 2) != 0) sum++;
  // note: the condition is false here
  if ((options & 4) != 0) sum += 2;
  // note: the condition is false here
  if ((options & 8) != 0) sum += 4;
  do {
    sum = sum * base + (uint32_t)(*text - '0');
    text++;
    // note: '*text' is below 48 here
  } while (*text >= '0' && *text <= '9');
  // want: own.not 'text' points into what was acquired, not to its begin, and is given to heap_delete
  // mend: release the address that was acquired
  heap_delete(text);
  return sum;
}
