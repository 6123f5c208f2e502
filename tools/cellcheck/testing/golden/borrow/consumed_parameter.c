// SPDX-License-Identifier: Apache-2.0
// consumed_parameter: a borrowed pointer is released.
// file: consumed_parameter.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_drain(struct ring *ring);

// file: consumed_parameter.c
#include "consumed_parameter.h"

uint32_t ring_drain(struct ring *ring) {
  uint32_t word, count = 0;
  // note: 'ring_pop()' is not OK here
  while (ring_pop(ring, &word) == OK)
    count++;
  // want: borrow.consumed 'ring' is borrowed, and ring_destroy takes it here
  // mend: mark the parameter 'ring' OWN, or leave it to the caller
  ring_destroy(ring);
  return count;
}
