// SPDX-License-Identifier: Apache-2.0
// cast_to_number: only a number remembers what was acquired.
// file: cast_to_number.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint64_t ring_number(uint32_t slots);

// file: cast_to_number.c
#include "cast_to_number.h"

uint64_t ring_number(uint32_t slots) {
  // note: 'number' is owned from here: ring_create made it
  // note: it becomes a number here
  uint64_t number = (uint64_t)ring_create(slots);
  // note: 'number' is not 0 here
  if (number == 0) return 0;
  // want: own.cast 'number' is lost here: it was cast to a number that nobody casts back
  // mend: keep the pointer, or mark what holds the number OWN
  return slots;
}
