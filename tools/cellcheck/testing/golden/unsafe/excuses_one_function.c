// SPDX-License-Identifier: Apache-2.0
// excuses_one_function: CELL_UNSAFE excuses the function that it stands before, and not the next.
#include "ring.h"
CELL_UNSAFE("its task ends, and the ledger releases it") void first(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // excused: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
void second(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
