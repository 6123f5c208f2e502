// SPDX-License-Identifier: Apache-2.0
// cast_to_union: a cast to a union, an extension of GNU C, is a store into one of its members: what goes in is followed.
// file: cast_to_union.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"
ATOMIC uint64_t ring_number(uint32_t slots);
ATOMIC uint32_t ring_short(uint32_t slots);
ATOMIC bool ring_is_there(uint32_t slots);
// file: cast_to_union.c
#include "cast_to_union.h"
union word {
  struct ring *ring;
  uint64_t number;
};
uint64_t ring_number(uint32_t slots) {
  // want: own.unmarked 'ring_create()' is owned and returned, but ring_number is not marked OWN_RET
  // note: 'ring_create()' is owned from here: ring_create made it
  return ((union word)ring_create(slots)).number;
}
uint32_t ring_short(uint32_t slots) {
  // note: 'ring_create()' is owned from here: ring_create made it
  union word word = (union word)ring_create(slots);
  // want: own.cast 'ring_create()' is lost here: it was cast to a number that nobody casts back
  // note: it becomes a number here
  return (uint32_t)word.number;
}
bool ring_is_there(uint32_t slots) {
  // want: own.leak 'ring_create()' is lost here, and nobody else holds it
  // note: 'ring_create()' is owned from here: ring_create made it
  return ((union word)ring_create(slots)).ring != NULL;
}
