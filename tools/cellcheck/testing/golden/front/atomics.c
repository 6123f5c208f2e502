// SPDX-License-Identifier: Apache-2.0
// atomics: atomic types and builtins; what is exchanged out of an atomic is owned by nobody yet.
#include "ring.h"
struct box {
  OWN struct ring *_Atomic ring;
  _Atomic uint32_t count;
};
void put(struct box *box) {
  __c11_atomic_fetch_add(&box->count, 1, __ATOMIC_RELAXED);
  struct ring *old = __c11_atomic_exchange(&box->ring, ring_create(2), __ATOMIC_ACQ_REL);
  ring_destroy(old);
}
void leaves(struct box *box) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'box->count' is above 3 here
  if (__c11_atomic_load(&box->count, __ATOMIC_RELAXED) > 3) return;
  ring_destroy(ring);
}
