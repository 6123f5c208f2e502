// SPDX-License-Identifier: Apache-2.0
// unmarked_result: a function that returns what is owned and does not say so.
// file: unmarked_result.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC struct ring *ring_usual(void);

// file: unmarked_result.c
#include "unmarked_result.h"

struct ring *ring_usual(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(64);
  // note: 'ring' is not null here
  if (ring != NULL) (void)ring_push(ring, 0);
  // want: own.unmarked 'ring' is owned and returned, but ring_usual is not marked OWN_RET
  // mend: mark ring_usual OWN_RET
  return ring;
}
