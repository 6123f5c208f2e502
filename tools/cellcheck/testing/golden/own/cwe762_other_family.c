// SPDX-License-Identifier: Apache-2.0
// cwe762_other_family: a ring goes to the heap instead of its own destructor.
// file: cwe762_other_family.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

ATOMIC status_t ring_try(uint32_t slots);

// file: cwe762_other_family.c
#include "cwe762_other_family.h"

status_t ring_try(uint32_t slots) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(slots);
  // note: 'ring' is not null here
  if (ring == NULL) return NO_MEMORY;
  status_t status = ring_push(ring, 1);
  // want: own.family heap_delete does not take what ring_create made: 'ring'
  // mend: call ring_destroy
  heap_delete(ring);
  return status;
}
