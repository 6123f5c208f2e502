// SPDX-License-Identifier: Apache-2.0
// asm_output: assembler that writes a variable.
#include "ring.h"
uint32_t flags(void) {
  uint64_t word;
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  __asm__ volatile("pushf; pop %0" : "=r"(word) : : "memory");
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: the condition is true here
  if (word & 1) return 1;
  ring_destroy(ring);
  return 0;
}
