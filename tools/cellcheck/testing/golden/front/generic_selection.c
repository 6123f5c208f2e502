// SPDX-License-Identifier: Apache-2.0
// generic_selection: only the chosen branch of _Generic happens.
#include "ring.h"
#define DROP(thing) _Generic((thing), struct ring *: ring_destroy, default: nothing)(thing)
static void nothing(const void *thing) {
  (void)thing;
}
void kept(void) {
  struct ring *ring = ring_create(1);
  DROP(ring);
}
void lost(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  DROP((const void *)ring);
  // want: own.leak 'ring' is lost here, and nobody else holds it
}
