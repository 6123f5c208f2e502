// SPDX-License-Identifier: Apache-2.0
// cwe415_cleanup_twice: an early release, and again at the one exit (CWE-415).
#include "kernel/heap/heap.h"
#include "ring.h"

status_t pump(struct ring *ring, uint32_t count) {
  // note: 'words' is owned from here: heap_new made it
  uint32_t *words = heap_new(count * sizeof(uint32_t), alignof(uint32_t), "words");
  // note: 'words' is not null here
  status_t status = words == NULL ? NO_MEMORY : OK;
  // note: 'status' is OK here
  // note: the condition is true here
  for (uint32_t i = 0; status == OK && i < count; i++) {
    status = ring_pop(ring, &words[i]);
    // note: 'status' is 5 here
    if (status == EMPTY) {
      // note: heap_delete took it here
      heap_delete(words);
      goto out;
    }
  }
out:
  // want: own.double 'words' is given to heap_delete, but heap_delete took it before
  heap_delete(words);
  return status;
}
