// SPDX-License-Identifier: Apache-2.0
// conditional: conditional expressions, with the middle left out too.
#include "ring.h"
void one_of(uint32_t word) {
  struct ring *ring = word ? ring_create(1) : NULL;
  // note: 'other' is owned from here: ring_create made it
  struct ring *other = ring ?: ring_create(2);
  // want: own.leak 'other' is lost here, and nobody else holds it
  // note: 'word' is 2 here
  if (word == 2) return;
  ring_destroy(other);
}
