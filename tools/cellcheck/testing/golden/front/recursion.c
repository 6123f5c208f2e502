// SPDX-License-Identifier: Apache-2.0
// recursion: a function that calls itself with what it owns.
#include "ring.h"
// note: 'ring' is owned from here: the parameter is marked OWN
static void pass_on(OWN struct ring *ring, uint32_t depth) {
  // note: 'depth' is not 0 here
  if (depth == 0) {
    ring_destroy(ring);
    return;
  }
  // want: own.parameter 'ring' is marked OWN and is not consumed on this path
  // note: 'depth' is 7 here
  if (depth == 7) return;
  pass_on(ring, depth - 1);
}
void begin(void) {
  struct ring *ring = ring_create(1);
  pass_on(ring, 9);
}
