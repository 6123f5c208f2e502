// SPDX-License-Identifier: Apache-2.0
// unmarked_out: an out-parameter that does not say that it owns.
// file: unmarked_out.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC status_t ring_make(uint32_t slots, struct ring **out);

// file: unmarked_out.c
#include "unmarked_out.h"

status_t ring_make(uint32_t slots, struct ring **out) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(slots);
  // note: 'ring' is not null here
  if (ring == NULL) return NO_MEMORY;
  // want: own.unmarked 'ring' goes into '*out', which is not marked as owning
  // mend: mark the parameter OWN_RET
  *out = ring;
  return OK;
}
