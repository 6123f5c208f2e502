// SPDX-License-Identifier: Apache-2.0
// ok_task_ends: where a test fails its task ends, and the ledger gives back what it owns.
#include "ring.h"
#include "trial.h"

static bool is_filled(struct ring *ring, char *why, uint32_t size) {
  TRIAL_WANT(ring_push(ring, 1) == OK);
  return true;
}

bool ring_holds(char *why, uint32_t size) {
  struct ring *ring = ring_create(2);
  TRIAL_WANT(ring != NULL);
  TRIAL_WANT(is_filled(ring, why, size));
  TRIAL_WANT(ring_count(ring) == 1);
  ring_destroy(ring);
  return true;
}

status_t ring_begin(uint32_t slots, OWN_RET struct ring **ring, char *why, uint32_t size) {
  *ring = ring_create(slots);
  if (*ring == NULL) return NO_MEMORY;
  if (ring_push(*ring, 1) == OK) return OK;
  trial_failed(why, size, "it is full");
  return FULL;
}
