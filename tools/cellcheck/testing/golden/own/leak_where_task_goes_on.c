// SPDX-License-Identifier: Apache-2.0
// leak_where_task_goes_on: a test that may end its task still has to release what it owns where it does not.
#include "ring.h"
#include "trial.h"

bool ring_holds(char *why, uint32_t size) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // note: 'ring' is not null here
  TRIAL_WANT(ring != NULL);
  // note: 'ring_push()' is OK here
  TRIAL_WANT(ring_push(ring, 1) == OK);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // mend: call ring_destroy before, or give it away
  return true;
}

bool rings_hold(char *why, uint32_t size) {
  for (uint32_t i = 0; i < 2; i++) {
    // note: 'ring' is owned from here: ring_create made it
    struct ring *ring = ring_create(2);
    // note: 'ring' is not null here
    TRIAL_WANT(ring != NULL);
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // mend: call ring_destroy before, or give it away
  }
  return true;
}
