// SPDX-License-Identifier: Apache-2.0
// variable_length_array: an array whose length is known at run time only.
// flags: -Wno-vla
#include "ring.h"
uint32_t sum(uint32_t count) {
  uint32_t words[count];
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(count);
  // note: the condition is true here
  for (uint32_t i = 0; i < count; i++) {
    words[i] = i;
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: the condition is true here
    if (sizeof words > 400) return 0;
  }
  ring_destroy(ring);
  return words[0];
}
