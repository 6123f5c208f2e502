// SPDX-License-Identifier: Apache-2.0
// cwe761_moved_pointer: the pointer has walked on when it is released (CWE-761).
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

uint32_t words_in(const char *from, uint32_t size) {
  // note: 'text' is owned from here: heap_new made it
  char *text = heap_new(size, 1, "text");
  // note: 'text' is not null here
  if (text == NULL) return 0;
  text_copy(text, size, from);
  uint32_t words = 0;
  // note: '*text' is not 0 here
  // note: '*text' is 0 here
  while (*text != 0) {
    // note: '*text' is 32 here
    if (*text == ' ') words++;
    text++;
  }
  // want: own.not 'text' points into what was acquired, not to its begin, and is given to heap_delete
  // mend: release the address that was acquired
  heap_delete(text);
  return words;
}
