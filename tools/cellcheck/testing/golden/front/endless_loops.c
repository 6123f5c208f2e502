// SPDX-License-Identifier: Apache-2.0
// endless_loops: loops without a condition, in all their forms.
#include "ring.h"
void for_ever(void) {
  for (;;)
    ;
}
void until(struct ring *from) {
  uint32_t word;
  for (;;) {
    // note: 'ring' is owned from here: ring_create made it
    struct ring *ring = ring_create(1);
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'ring_pop()' is not OK here
    if (ring_pop(from, &word) != OK) break;
    ring_destroy(ring);
  }
  for (uint32_t i = 0;; i++)
    if (i == 7) break;
  while (1) {
    if (ring_pop(from, &word) == OK) return;
  }
}
