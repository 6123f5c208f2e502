// SPDX-License-Identifier: Apache-2.0
// line_directive: a #line directive cannot move a report out of the cell's files.
#include "ring.h"
#line 700 "kernel/elsewhere.c"
void lost(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
