// SPDX-License-Identifier: Apache-2.0
// goto_backwards: a loop made of a label and a goto; each round makes another.
#include "ring.h"
void again(uint32_t count) {
  struct ring *ring;
again:
  // want: own.overwritten what 'ring' owns is lost: it is overwritten here, and nobody else holds it
  ring = ring_create(count);
  // note: 'count' is above 0 here
  if (count-- > 0) goto again;
  ring_destroy(ring);
}
