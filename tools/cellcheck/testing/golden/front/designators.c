// SPDX-License-Identifier: Apache-2.0
// designators: nested designators, ranges, and the rest that is zero.
#include "ring.h"
struct slot {
  OWN struct ring *ring;
  uint32_t words[4];
};
void lost(void) {
  // note: 'slots[].ring' is owned from here: ring_create made it
  struct slot slots[3] = {[1].words = {[0 ... 2] = 7}, [2].ring = ring_create(2), [0] = {.words[3] = 1}};
  ring_destroy(slots[0].ring);
  // want: own.leak 'slots[].ring' is lost here, and nobody else holds it
}
