// SPDX-License-Identifier: Apache-2.0
// many_ways_meet: more than a dozen ways meet on which something else is owned, and what is owned on one of the last is lost.
#include "ring.h"

void take(uint32_t word) {
  struct ring *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL;
  if (word & 1) a = ring_create(1);
  if (word & 2) b = ring_create(1);
  if (word & 4) c = ring_create(1);
  if (word & 8) d = ring_create(1);
  if (word & 16) e = ring_create(1);
  if (a == NULL && b == NULL && c == NULL && d == NULL && e != NULL) return;
  ring_destroy(a);
  ring_destroy(b);
  ring_destroy(c);
  ring_destroy(d);
  ring_destroy(e);
}
