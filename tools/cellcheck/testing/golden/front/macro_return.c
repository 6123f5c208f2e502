// SPDX-License-Identifier: Apache-2.0
// macro_return: a macro that returns: the report stands where the macro is used.
#include "ring.h"
#define TRY(call)                                                                                                      \
  do {                                                                                                                 \
    status_t status_ = (call);                                                                                         \
    if (status_ != OK) return status_;                                                                                 \
  } while (0)
status_t fill(void) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // note: 'ring' is not null here
  if (ring == NULL) return NO_MEMORY;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'status_' is not OK here
  TRY(ring_push(ring, 1));
  ring_destroy(ring);
  return OK;
}
