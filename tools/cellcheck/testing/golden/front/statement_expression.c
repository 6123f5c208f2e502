// SPDX-License-Identifier: Apache-2.0
// statement_expression: a statement expression has its own variables and its own way out.
#include "ring.h"
#define COUNT(ring_)                                                                                                   \
  ({                                                                                                                   \
    struct ring *one_ = (ring_);                                                                                       \
    uint32_t count_ = one_ == NULL ? 0 : ring_count(one_);                                                             \
    count_;                                                                                                            \
  })
uint32_t kept(void) {
  struct ring *ring = ring_create(2);
  uint32_t count = COUNT(ring);
  ring_destroy(ring);
  return count;
}
uint32_t lost(void) {
  // want: own.leak 'one_' is lost here, and nobody else holds it
  // note: 'one_' is owned from here: ring_create made it
  // note: 'one_' is not null here
  return COUNT(ring_create(2));
}
uint32_t left(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  uint32_t count = ({
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'ring' is not null here
    // note: 'ring_push()' is not OK here
    if (ring == NULL || ring_push(ring, 1) != OK) return 0;
    ring_count(ring);
  });
  ring_destroy(ring);
  return count;
}
