// SPDX-License-Identifier: Apache-2.0
// ok_computed_goto: a computed goto whose labels all release.
#include "ring.h"
uint32_t run(const uint8_t *code) {
  void *steps[] = {&&stop, &&push};
  struct ring *ring = ring_create(8);
  if (ring == NULL) return 0;
  goto *steps[*code & 1];
push:
  if (ring_push(ring, *code++) != OK) goto stop;
  goto *steps[*code & 1];
stop:
  ring_destroy(ring);
  return 0;
}
