// SPDX-License-Identifier: Apache-2.0
// conditional_text: what #if takes away is not looked at, what it leaves is.
// flags: -DSLOTS=4
#include "ring.h"
void slots(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(SLOTS);
#if SLOTS > 3
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
#else
  if (word == 1) return;
#endif
  ring_destroy(ring);
}
