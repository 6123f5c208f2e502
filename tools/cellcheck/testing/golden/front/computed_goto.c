// SPDX-License-Identifier: Apache-2.0
// computed_goto: each label whose address is taken may be where the goto leads.
#include "ring.h"
uint32_t run(const uint8_t *code) {
  static const void *const steps[] = {&&stop, &&push, &&quit};
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(8);
  // note: 'ring' is not null here
  if (ring == NULL) return 0;
  goto *steps[*code];
push:
  if (ring_push(ring, *code++) != OK) goto stop;
  goto *steps[*code];
quit:
  // want: own.leak 'ring' is lost here, and nobody else holds it
  return 1;
stop:
  ring_destroy(ring);
  return 0;
}
