// SPDX-License-Identifier: Apache-2.0
// cast_cut: half of an address is kept.
// file: cast_cut.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_short(uint32_t slots);

// file: cast_cut.c
#include "cast_cut.h"

uint32_t ring_short(uint32_t slots) {
  // note: 'ring_create()' is owned from here: ring_create made it
  // note: it becomes a number here
  // note: it becomes a number here
  uint32_t number = (uint32_t)(uint64_t)ring_create(slots);
  // want: own.cast 'ring_create()' is lost here: it was cast to a number that nobody casts back
  return number;
}
