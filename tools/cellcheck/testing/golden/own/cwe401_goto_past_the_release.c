// SPDX-License-Identifier: Apache-2.0
// cwe401_goto_past_the_release: a goto jumps past the label that releases.
// file: cwe401_goto_past_the_release.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

ATOMIC status_t words_copy(struct ring *to, uint32_t count);

// file: cwe401_goto_past_the_release.c
#include "cwe401_goto_past_the_release.h"

status_t words_copy(struct ring *to, uint32_t count) {
  status_t status = OK;
  // note: 'words' is owned from here: heap_new made it
  uint32_t *words = heap_new(count * 4, 4, "words");
  // note: 'words' is not null here
  if (words == NULL) return NO_MEMORY;
  // note: 'count' is above 64 here
  if (count > 64) {
    status = OUT_OF_RANGE;
    goto done;
  }
  for (uint32_t i = 0; i < count && status == OK; i++)
    status = ring_push(to, words[i]);
  heap_delete(words);
done:
  // want: own.leak 'words' is lost here, and nobody else holds it
  return status;
}
