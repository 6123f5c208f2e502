// SPDX-License-Identifier: Apache-2.0
// leak_called_expect: what a macro is called ends no task.
#include "ring.h"
#include "trial.h"

bool ring_holds(char *why, uint32_t size) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // note: 'ring' is not null here
  if (ring == NULL) return false;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'ring_count()' is not 0 here
  // mend: call ring_destroy before, or give it away
  TRIAL_EXPECT(ring_count(ring) == 0);
  ring_destroy(ring);
  return true;
}
