// SPDX-License-Identifier: Apache-2.0
// helper_looks_at_member: a static function that counts in a local struct leaves what a member of it owns.
#include "ring.h"

struct work {
  OWN struct ring *ring;
  uint32_t turns;
};

static void turn(struct work *work) {
  if (ring_push(work->ring, work->turns) == OK) work->turns++;
}

uint32_t ring_fill(uint32_t slots) {
  // note: 'work.ring' is owned from here: ring_create made it
  struct work work = {.ring = ring_create(slots)};
  // note: 'work.ring' is not null here
  if (work.ring == NULL) return 0;
  // note: the condition is false here
  for (uint32_t i = 0; i < slots; i++)
    turn(&work);
  // want: own.leak 'work.ring' is lost here, and nobody else holds it
  // mend: call ring_destroy before, or give it away
  return work.turns;
}
