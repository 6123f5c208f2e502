// SPDX-License-Identifier: Apache-2.0
// ok_macro_goto: a macro that goes to the function's one exit.
#include "ring.h"
#define TRY(call)                                                                                                      \
  do {                                                                                                                 \
    status = (call);                                                                                                   \
    if (status != OK) goto out;                                                                                        \
  } while (0)
status_t fill(void) {
  status_t status = NO_MEMORY;
  struct ring *ring = ring_create(2);
  if (ring == NULL) goto out;
  TRY(ring_push(ring, 1));
  TRY(ring_push(ring, 2));
out:
  ring_destroy(ring);
  return status;
}
