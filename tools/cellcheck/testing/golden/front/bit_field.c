// SPDX-License-Identifier: Apache-2.0
// bit_field: a bit-field decides the path.
#include "ring.h"
struct flags {
  uint32_t is_open : 1, : 0, level : 7;
  int32_t step : 3;
  bool is_last : 1;
};
void close_if(struct flags *flags) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(flags->level);
  flags->step = -1;
  flags->level++;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'flags->is_open' is not 0 here
  // note: 'flags->is_last' is false here
  if (flags->is_open && !flags->is_last) return;
  ring_destroy(ring);
}
