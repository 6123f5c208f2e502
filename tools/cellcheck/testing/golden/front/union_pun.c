// SPDX-License-Identifier: Apache-2.0
// union_pun: a pointer that is written through one member of a union and read through another.
#include "ring.h"
union word {
  OWN struct ring *ring;
  uint64_t number;
};
uint64_t number_of(void) {
  union word word = {.ring = ring_create(2)};
  uint64_t number = word.number;
  ring_destroy(word.ring);
  return number;
}
