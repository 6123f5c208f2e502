// SPDX-License-Identifier: Apache-2.0
// shadowing: variables of the same name in blocks within each other.
#include "ring.h"
void shadow(uint32_t word) {
  struct ring *ring = ring_create(1);
  {
    // note: 'ring' is owned from here: ring_create made it
    struct ring *ring = ring_create(2);
    // note: 'word' is not 1 here
    if (word == 1) {
      struct ring *ring = NULL;
      ring_destroy(ring);
    }
  }
  ring_destroy(ring);
  // want: own.leak 'ring' is lost here, and nobody else holds it
}
