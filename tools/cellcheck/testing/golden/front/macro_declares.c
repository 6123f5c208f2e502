// SPDX-License-Identifier: Apache-2.0
// macro_declares: a macro that declares a variable, and another that opens a block which a third one closes.
#include "ring.h"
#define WITH_RING(name, slots)                                                                                         \
  struct ring *name = ring_create(slots);                                                                              \
  if (name != NULL) {
#define END_RING(name)                                                                                                 \
  ring_destroy(name);                                                                                                  \
  }
void kept(void) {
  WITH_RING(ring, 2)
  (void)ring_count(ring);
  END_RING(ring)
}
void lost(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  // note: 'ring' is not null here
  WITH_RING(ring, 2)
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 3 here
  if (word == 3) return;
  END_RING(ring)
}
