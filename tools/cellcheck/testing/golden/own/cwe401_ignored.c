// SPDX-License-Identifier: Apache-2.0
// cwe401_ignored: what a copy was made of is not the question: nobody takes it (CWE-401).
#include "kernel/heap/heap.h"

static OWN_RET char *copy_of(const char *text, uint32_t size) {
  char *copy = heap_new(size, 1, "text");
  if (copy == NULL) return NULL;
  for (uint32_t i = 0; i < size; i++)
    copy[i] = text[i];
  return copy;
}
void warm_cache(const char *text) {
  // want: own.ignored what copy_of returns is owned, and nobody takes it
  // note: 'copy_of()' is owned from here: copy_of made it
  copy_of(text, 16);
}
