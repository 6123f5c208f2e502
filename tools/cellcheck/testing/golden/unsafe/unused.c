// SPDX-License-Identifier: Apache-2.0
// unused: CELL_UNSAFE before a function that breaks no rule.
#include "ring.h"
// want: unsafe.unused CELL_UNSAFE of 'count' excuses nothing
CELL_UNSAFE("the ring lives for ever") uint32_t count(const struct ring *ring) {
  return ring_count(ring);
}
