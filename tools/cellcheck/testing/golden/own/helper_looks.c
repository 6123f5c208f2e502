// SPDX-License-Identifier: Apache-2.0
// helper_looks: static functions that are given the address of the pointer, and only look at what it names, do not take it.
#include "ring.h"

static uint32_t count(struct ring **ring) {
  // note: '*ring' is not null here
  return *ring != NULL ? ring_count(*ring) : 0;
}

static bool is_full(struct ring **ring, uint32_t slots) {
  return count(ring) == slots;
}

bool ring_try(uint32_t slots) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(slots);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // mend: call ring_destroy before, or give it away
  return is_full(&ring, slots);
}
