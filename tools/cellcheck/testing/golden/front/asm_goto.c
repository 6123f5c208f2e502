// SPDX-License-Identifier: Apache-2.0
// asm_goto: assembler that may go to a label.
#include "ring.h"
uint32_t poll(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  __asm__ goto("jc %l0" : : : "cc" : carry);
  ring_destroy(ring);
  return 0;
carry:
  // want: own.leak 'ring' is lost here, and nobody else holds it
  return 1;
}
