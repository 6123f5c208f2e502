// SPDX-License-Identifier: Apache-2.0
// overflowing_builtins: checked arithmetic, memory builtins and bit builtins.
#include "ring.h"
#include <stdckdint.h>
bool checked(uint32_t a, uint32_t b, uint32_t *sum) {
  // note: 'ring' is owned from here: ring_create made it
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(a);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: the condition is true here
  // note: the condition is false here
  if (ckd_add(sum, a, b)) return false;
  uint32_t copy;
  __builtin_memcpy(&copy, sum, sizeof copy);
  __builtin_memset(&copy, 0, sizeof copy);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: the condition is true here
  if (__builtin_popcount(copy) == 3) return false;
  ring_destroy(ring);
  return true;
}
