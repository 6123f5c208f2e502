// SPDX-License-Identifier: Apache-2.0
// syntax_error: what is no C.
// status: 2
#include "ring.h"
uint32_t broken(void) {
  // want: front.compile expected ';' at end of declaration
  struct ring *ring = ring_create(2)
  return 0;
}
