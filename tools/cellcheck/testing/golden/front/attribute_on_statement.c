// SPDX-License-Identifier: Apache-2.0
// attribute_on_statement: attributes before statements and loops.
#include "ring.h"
void hinted(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  [[clang::unlikely]] if (word == 0) return;
#pragma clang loop unroll(disable)
  for (uint32_t i = 0; i < word; i++)
    [[clang::likely]];
  ring_destroy(ring);
}
