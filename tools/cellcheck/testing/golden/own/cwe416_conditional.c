// SPDX-License-Identifier: Apache-2.0
// cwe416_conditional: released on one path, used on both (CWE-416).
#include "ring.h"

// note: 'ring' is owned from here: the parameter is marked OWN
uint32_t close_if_empty(OWN struct ring *ring) {
  // note: 'ring_count()' is 0 here
  if (ring_count(ring) == 0) {
    // note: ring_destroy took it here
    ring_destroy(ring);
    // want: own.after 'ring' is used after ring_destroy took it
    return ring_count(ring);
  }
  uint32_t left = ring_count(ring);
  ring_destroy(ring);
  return left;
}
