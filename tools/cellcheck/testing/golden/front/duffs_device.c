// SPDX-License-Identifier: Apache-2.0
// duffs_device: cases inside a loop inside a switch.
#include "ring.h"
void copy(uint32_t *to, const uint32_t *from, uint32_t count) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(count);
  uint32_t rounds = (count + 3) / 4;
  // note: 'the value' is 2 here
  switch (count % 4) {
  case 0:
    do {
      *to++ = *from++;
      [[fallthrough]];
    case 3: *to++ = *from++; [[fallthrough]];
    case 2:
      // want: own.leak 'ring' is lost here, and nobody else holds it
      // note: '*from' is 0 here
      if (*from == 0) return;
      *to++ = *from++;
      [[fallthrough]];
    case 1: *to++ = *from++;
    } while (--rounds > 0);
  }
  ring_destroy(ring);
}
