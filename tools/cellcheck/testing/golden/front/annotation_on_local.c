// SPDX-License-Identifier: Apache-2.0
// annotation_on_local: marks on local variables and in blocks.
#include "ring.h"
void locals(void) {
  // want: front.annotation NOESCAPE means nothing on a variable, here 'ring'
  NOESCAPE struct ring *ring = ring_create(1);
  // want: front.annotation RETAINS means nothing on a variable, here 'word'
  RETAINS uint32_t word = 0;
  (void)word;
  ring_destroy(ring);
}
