// SPDX-License-Identifier: Apache-2.0
// twice: CELL_UNSAFE twice before one function.
#include "ring.h"
CELL_UNSAFE("one") CELL_UNSAFE("two") void leave(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // excused: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
