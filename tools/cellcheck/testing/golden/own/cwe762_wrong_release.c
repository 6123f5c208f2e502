// SPDX-License-Identifier: Apache-2.0
// cwe762_wrong_release: a ring is released as plain memory (CWE-762).
#include "kernel/heap/heap.h"
#include "ring.h"

status_t try_ring(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(4);
  // note: 'ring' is not null here
  if (ring == NULL) return NO_MEMORY;
  status_t status = ring_push(ring, word);
  // want: own.family heap_delete does not take what ring_create made: 'ring'
  heap_delete(ring);
  return status;
}
