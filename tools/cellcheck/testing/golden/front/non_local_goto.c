// SPDX-License-Identifier: Apache-2.0
// non_local_goto: setjmp and longjmp leave functions by no way that the text shows.
#include "ring.h"
// want: state.undeclared 'place' is writable static data, and the graph does not know of it
static void *place[5];
void leave(void) {
  __builtin_longjmp(place, 1);
}
uint32_t enter(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: '__builtin_setjmp()' is not 0 here
  if (__builtin_setjmp(place) != 0) return 1;
  leave();
  ring_destroy(ring);
  return 0;
}
