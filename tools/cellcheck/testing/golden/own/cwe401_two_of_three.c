// SPDX-License-Identifier: Apache-2.0
// cwe401_two_of_three: three acquisitions, and the third failure forgets the first.
// file: cwe401_two_of_three.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC status_t buffers_try(uint32_t size);

// file: cwe401_two_of_three.c
#include "cwe401_two_of_three.h"

status_t buffers_try(uint32_t size) {
  // note: 'in' is owned from here: heap_new made it
  uint8_t *in = heap_new(size, 1, "in");
  // note: 'in' is not null here
  if (in == NULL) return NO_MEMORY;
  uint8_t *out = heap_new(size, 1, "out");
  // note: 'out' is not null here
  if (out == NULL) {
    heap_delete(in);
    return NO_MEMORY;
  }
  uint8_t *work = heap_new(size, 1, "work");
  // note: 'work' is null here
  if (work == NULL) {
    heap_delete(out);
    // want: own.leak 'in' is lost here, and nobody else holds it
    return NO_MEMORY;
  }
  work[0] = in[0] ^ out[0];
  heap_delete(work);
  heap_delete(out);
  heap_delete(in);
  return OK;
}
