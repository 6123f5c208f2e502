// SPDX-License-Identifier: Apache-2.0
// asm_takes_owned: assembler that is given the only pointer.
#include "ring.h"
void hand_over(void) {
  struct ring *ring = ring_create(1);
  __asm__ volatile("" : "+r"(ring));
  ring_destroy(ring);
}
