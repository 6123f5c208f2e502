// SPDX-License-Identifier: Apache-2.0
// short_circuit: && and || decide whether the second side happens.
#include "ring.h"
bool maybe(uint32_t word) {
  struct ring *ring = NULL;
  // note: 'ring' is owned from here: ring_create made it
  // note: 'ring_create()' is not null here
  bool is_made = word > 2 && (ring = ring_create(word)) != NULL;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'is_made' is true here
  if (is_made || word == 1) return is_made;
  ring_destroy(ring);
  return false;
}
