// SPDX-License-Identifier: Apache-2.0
// cwe415_in_a_loop: each turn releases the same thing.
// file: cwe415_in_a_loop.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

ATOMIC void words_drop(struct ring *ring);

// file: cwe415_in_a_loop.c
#include "cwe415_in_a_loop.h"

void words_drop(struct ring *ring) {
  // note: 'word' is owned from here: heap_new made it
  // note: 'word' is owned from here: heap_new made it
  uint32_t *word = heap_new(4, 4, "word");
  // note: 'word' is not null here
  // note: 'word' is not null here
  if (word == NULL) return;
  *word = 0;
  // note: the condition is true here
  // note: the condition is true here
  // note: the condition is false here
  for (uint32_t i = 0; i < ring_count(ring); i++)
    // want: own.double 'word' is given to heap_delete, but heap_delete took it before
    // note: heap_delete took it here
    heap_delete(word);
  // want: own.leak 'word' is lost here, and nobody else holds it
}
