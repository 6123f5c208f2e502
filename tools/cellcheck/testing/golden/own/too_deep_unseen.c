// SPDX-License-Identifier: Apache-2.0
// too_deep_unseen: what is owned goes through more helpers than are followed, and the last of them loses it.
#include "ring.h"

static void g(struct ring *ring) {
  (void)ring_push(ring, 1);
}

static void f(struct ring *ring) {
  g(ring);
  if (ring_count(ring) > 1) ring_destroy(ring);
}

static void e(struct ring *ring) {
  // want: front.unseen 'f' is called too deep here, is too large or calls itself: what it does with what is owned is
  //   not seen
  f(ring);
}

static void d(struct ring *ring) {
  e(ring);
}

static void c(struct ring *ring) {
  d(ring);
}

static void b(struct ring *ring) {
  c(ring);
}

static void a(struct ring *ring) {
  b(ring);
}

void take(void) {
  a(ring_create(1));
}
