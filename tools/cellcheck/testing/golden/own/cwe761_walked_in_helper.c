// SPDX-License-Identifier: Apache-2.0
// cwe761_walked_in_helper: a static function gives back where the blanks end, and that is released (CWE-761).
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"

static char *behind_blanks(char *text) {
  // note: '*text' is 32 here
  // note: '*text' is not 32 here
  while (*text == ' ')
    text++;
  return text;
}

bool is_empty(const char *from, uint32_t size) {
  // note: 'text' is owned from here: heap_new made it
  char *text = heap_new(size, 1, "text");
  // note: 'text' is not null here
  if (text == NULL) return true;
  text_copy(text, size, from);
  text = behind_blanks(text);
  bool is_end = *text == 0;
  // want: own.not 'text' points into what was acquired, not to its begin, and is given to heap_delete
  // mend: release the address that was acquired
  heap_delete(text);
  return is_end;
}
