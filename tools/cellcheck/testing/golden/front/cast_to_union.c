// SPDX-License-Identifier: Apache-2.0
// cast_to_union: a cast to a union, an extension of GNU C, is not followed.
#include "ring.h"
union word {
  struct ring *ring;
  uint64_t number;
};
uint64_t number(void) {
  return ((union word)ring_create(1)).number;
}
