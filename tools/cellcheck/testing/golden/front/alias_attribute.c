// SPDX-License-Identifier: Apache-2.0
// alias_attribute: aliases, weak functions and assembler names.
#include "ring.h"
uint32_t real(void) {
  return 1;
}
// want: front.unseen 'other' is used by an attribute, where cellcheck does not see it
uint32_t other(void) __attribute__((alias("real")));
__attribute__((weak)) uint32_t maybe(void);
uint32_t named(void) __asm__("quite_another_name");
uint32_t all(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: the condition is true here
  // note: 'maybe()' is not 0 here
  if (maybe && maybe()) return other();
  ring_destroy(ring);
  return named();
}
