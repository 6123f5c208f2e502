// SPDX-License-Identifier: Apache-2.0
// cwe415_released_twice: a second release on the error path.
// file: cwe415_released_twice.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

ATOMIC status_t words_send(struct ring *ring, uint32_t count);

// file: cwe415_released_twice.c
#include "cwe415_released_twice.h"

status_t words_send(struct ring *ring, uint32_t count) {
  // note: 'words' is owned from here: heap_new made it
  uint32_t *words = heap_new(count * 4, 4, "words");
  // note: 'words' is not null here
  if (words == NULL) return NO_MEMORY;
  status_t status = ring_push(ring, words[0]);
  // note: 'status' is not OK here
  // note: heap_delete took it here
  if (status != OK) heap_delete(words);
  // want: own.double 'words' is given to heap_delete, but heap_delete took it before
  // mend: release it once; set the pointer to null where it goes, if paths meet here
  heap_delete(words);
  return status;
}
