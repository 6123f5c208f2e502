// SPDX-License-Identifier: Apache-2.0
// ok_helper_empties: a static function that is given the address of the pointer gets rid of what it names.
#include "ring.h"

struct work {
  OWN struct ring *ring;
  uint32_t turns;
};

static void turn(struct work *work) {
  if (ring_push(work->ring, work->turns) == OK) work->turns++;
}

static void end(struct work *work) {
  ring_destroy(work->ring);
  work->ring = NULL;
}

uint32_t ring_fill(uint32_t slots) {
  struct work work = {.ring = ring_create(slots)};
  for (uint32_t i = 0; work.ring != NULL && i < slots; i++)
    turn(&work);
  end(&work);
  return work.turns;
}
