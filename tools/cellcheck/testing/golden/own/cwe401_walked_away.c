// SPDX-License-Identifier: Apache-2.0
// cwe401_walked_away: the only pointer to the block walks on, and nobody remembers where it began (CWE-401).
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

uint32_t length_of(const char *from, uint32_t size) {
  // note: 'text' is owned from here: heap_new made it
  char *text = heap_new(size, 1, "text");
  // note: 'text' is not null here
  if (text == NULL) return 0;
  text_copy(text, size, from);
  uint32_t length = 0;
  // note: '*text' is 0 here
  while (*text++ != 0)
    length++;
  // want: own.leak 'text' is lost here, and nobody else holds it
  // mend: call heap_delete before, or give it away
  return length;
}
