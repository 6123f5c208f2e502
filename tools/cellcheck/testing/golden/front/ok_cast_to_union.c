// SPDX-License-Identifier: Apache-2.0
// ok_cast_to_union: what a cast to a union took in is released through either member.
#include "ring.h"
union word {
  struct ring *ring;
  uint64_t number;
};
static void by_pointer(void) {
  union word word = (union word)ring_create(2);
  ring_destroy(word.ring);
}
static void by_number(void) {
  union word word = (union word)ring_create(2);
  ring_destroy((struct ring *)word.number);
}
void both(void) {
  by_pointer();
  by_number();
}
