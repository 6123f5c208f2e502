// SPDX-License-Identifier: Apache-2.0
// unreachable_code: what stands behind a return, or behind what never returns, does not happen.
#include "ring.h"
uint32_t early(void) {
  return 1;
  struct ring *ring = ring_create(1);
  return ring == NULL;
}
NORETURN void stop(void);
void ends(uint32_t word) {
  struct ring *ring = ring_create(1);
  if (word == 0) stop();
  if (word == 1) __builtin_unreachable();
  if (word == 2) __builtin_trap();
  ring_destroy(ring);
}
