// SPDX-License-Identifier: Apache-2.0
// choose_expression: builtins that choose at compile time.
#include "ring.h"
void chosen(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = __builtin_choose_expr(sizeof(word) == 4, ring_create(1), NULL);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 3 here
  if (__builtin_constant_p(word) || __builtin_expect(word == 3, 0)) return;
  ring_destroy(ring);
}
