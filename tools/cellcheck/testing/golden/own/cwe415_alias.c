// SPDX-License-Identifier: Apache-2.0
// cwe415_alias: two names for one object, released by both (CWE-415).
#include "ring.h"

void swap_rings(uint32_t slots) {
  // note: 'back' is owned from here: ring_create made it
  struct ring *front = ring_create(slots);
  struct ring *back = front;
  // note: 'front' is not null here
  // note: the condition is false here
  if (front != NULL && ring_count(front) > slots) back = NULL;
  // note: ring_destroy took it here
  ring_destroy(front);
  // want: own.double 'back' is given to ring_destroy, but ring_destroy took it before
  // note: 'slots' is above 8 here
  if (slots > 8) ring_destroy(back);
}
