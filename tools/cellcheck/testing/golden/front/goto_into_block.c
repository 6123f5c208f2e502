// SPDX-License-Identifier: Apache-2.0
// goto_into_block: a goto into a block, past the begin of a variable's life.
#include "ring.h"
uint32_t jump(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // note: 'word' is not 0 here
  if (word == 0) goto inside;
  {
    uint32_t local;
    local = word;
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'local' is 5 here
    if (local == 5) return local;
  inside:
    local = 1;
    ring_destroy(ring);
    return local;
  }
}
