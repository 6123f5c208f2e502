// SPDX-License-Identifier: Apache-2.0
// cleanup_attribute: a function that is called when a variable's life ends, which no call in the text shows.
#include "ring.h"
static void drop(struct ring **ring) {
  ring_destroy(*ring);
}
uint32_t kept(uint32_t word) {
  __attribute__((cleanup(drop))) struct ring *ring = ring_create(2);
  if (word == 0) return 0;
  return ring == NULL ? 0 : ring_count(ring);
}
static void look(struct ring **ring) {
  (void)ring_count(*ring);
}
uint32_t lost(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  __attribute__((cleanup(look))) struct ring *ring = ring_create(2);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // mend: call ring_destroy before, or give it away
  return word;
}
