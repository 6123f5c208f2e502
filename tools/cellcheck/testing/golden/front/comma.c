// SPDX-License-Identifier: Apache-2.0
// comma: the comma operator, in the head of a loop and as a value.
#include "ring.h"
uint32_t both(uint32_t count) {
  struct ring *ring;
  uint32_t i;
  // note: 'ring' is owned from here: ring_create made it
  // note: the condition is true here
  for (i = 0, ring = ring_create(count); i < count; i++, count--)
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'ring_push()' is not OK here
    if (ring_push(ring, (i++, i)) != OK) return 0;
  return ring_destroy(ring), i;
}
