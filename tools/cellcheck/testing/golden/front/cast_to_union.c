// SPDX-License-Identifier: Apache-2.0
// cast_to_union: a cast to a union, an extension of GNU C, hides no owner.
#include "ring.h"
union word {
  struct ring *ring;
  uint64_t number;
};
uint64_t number(void) {
  // want: own.unmarked 'ring_create()' is owned and returned, but number is not marked OWN_RET
  // note: 'ring_create()' is owned from here: ring_create made it
  // mend: mark number OWN_RET
  return ((union word)ring_create(1)).number;
}
