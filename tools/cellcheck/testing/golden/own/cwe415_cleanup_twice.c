// SPDX-License-Identifier: Apache-2.0
// cwe415_cleanup_twice: an early release, and again at the one exit (CWE-415).
#include "kernel/heap/heap.h"
#include "ring.h"

status_t pump(struct ring *ring, uint32_t count) {
  uint32_t *words = heap_new(count * sizeof(uint32_t), alignof(uint32_t), "words");
  status_t status = words == NULL ? NO_MEMORY : OK;
  for (uint32_t i = 0; status == OK && i < count; i++) {
    status = ring_pop(ring, &words[i]);
    if (status == EMPTY) {
      heap_delete(words);
      goto out;
    }
  }
out:
  heap_delete(words);
  return status;
}
