// SPDX-License-Identifier: Apache-2.0
// excused_leak: a leak that is excused is counted, and not reported.
#include "ring.h"
CELL_UNSAFE("its task ends, and the ledger releases it") void leave(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // excused: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
