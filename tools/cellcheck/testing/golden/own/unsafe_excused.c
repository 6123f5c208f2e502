// SPDX-License-Identifier: Apache-2.0
// unsafe_excused: CELL_UNSAFE excuses a leak, and it is counted.
// file: unsafe_excused.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_burn(uint32_t slots);

// file: unsafe_excused.c
#include "unsafe_excused.h"

CELL_UNSAFE("the fuse wants memory that never comes back")
uint32_t ring_burn(uint32_t slots) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(slots);
  // excused: own.leak 'ring' is lost here, and nobody else holds it
  return ring_count(ring);
}
