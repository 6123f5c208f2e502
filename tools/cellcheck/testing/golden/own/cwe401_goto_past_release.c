// SPDX-License-Identifier: Apache-2.0
// cwe401_goto_past_release: the error path jumps past the release (CWE-401).
#include "kernel/heap/heap.h"
#include "ring.h"

status_t drain(struct ring *from, struct ring *to, uint32_t most) {
  status_t status = NO_MEMORY;
  // note: 'words' is owned from here: heap_new made it
  uint32_t *words = heap_new(most * sizeof(uint32_t), alignof(uint32_t), "words");
  // note: 'words' is not null here
  if (words == NULL) goto done;
  // note: the condition is true here
  for (uint32_t i = 0; i < most; i++) {
    status = ring_pop(from, &words[i]);
    // note: 'status' is not OK here
    if (status != OK) goto done;
  }
  for (uint32_t i = 0; i < most; i++) {
    status = ring_push(to, words[i]);
    if (status != OK) goto release;
  }
release:
  heap_delete(words);
done:
  // want: own.leak 'words' is lost here, and nobody else holds it
  return status;
}
