// SPDX-License-Identifier: Apache-2.0
// self_assignment: assignments as values, to oneself, and of structs.
#include "ring.h"
struct point {
  int32_t x, y;
};
int32_t assign(struct point *to) {
  struct point a, b = {1, 2};
  struct ring *ring, *same;
  a = b = *to;
  // note: 'ring' is owned from here: ring_create made it
  ring = same = ring_create(1);
  ring = ring;
  to->x += to->y <<= 1;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'b.y' is not 0 here
  if ((a.x = b.y)) return a.x;
  ring_destroy(same);
  return 0;
}
