// SPDX-License-Identifier: Apache-2.0
// ok_stack_down: a local variable's address goes down into calls only.
#include "ring.h"

static void take(struct ring *ring, uint32_t *word) {
  if (ring_pop(ring, word) != OK) *word = 0;
}
uint32_t first(struct ring *ring) {
  uint32_t word;
  take(ring, &word);
  return word;
}
