// SPDX-License-Identifier: Apache-2.0
// nested_statement_expression: statement expressions in each other, in conditions and in arguments.
#include "ring.h"
uint32_t nested(uint32_t slots) {
  struct ring *ring = ({
    // note: 'ring' is owned from here: ring_create made it
    struct ring *inner = ({ ring_create(({ slots * 2; })); });
    inner;
  });
  // note: the condition is true here
  while (({
    uint32_t word;
    // note: 'ring' is not null here
    // note: 'ring_pop()' is OK here
    // note: 'word' is not 0 here
    ring != NULL && ring_pop(ring, &word) == OK && word != 0;
  })) {
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'ring_push()' is not OK here
    if (ring_push(ring, ({ slots--; })) != OK) return 0;
  }
  ring_destroy(ring);
  return slots;
}
