// SPDX-License-Identifier: Apache-2.0
// compound_literal: a compound literal holds the only pointer.
#include "ring.h"
struct pair {
  OWN struct ring *ring;
  uint32_t slots;
};
static uint32_t look(const struct pair *pair) {
  // note: 'pair->ring' is not null here
  return pair->ring == NULL ? 0 : ring_count(pair->ring);
}
uint32_t lost(void) {
  // want: own.leak 'ring_create()' is lost here, and nobody else holds it
  // note: 'ring_create()' is owned from here: ring_create made it
  return look(&(struct pair){ring_create(2), 2});
}
uint32_t kept(void) {
  struct ring *ring = ring_create(2);
  uint32_t count = look(&(struct pair){.slots = 2, .ring = ring});
  ring_destroy(ring);
  return count;
}
