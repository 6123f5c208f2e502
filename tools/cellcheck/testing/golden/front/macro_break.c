// SPDX-License-Identifier: Apache-2.0
// macro_break: a macro that hides a break and a continue.
#include "ring.h"
#define STOP_IF(condition)                                                                                             \
  if (condition) break
#define SKIP_IF(condition)                                                                                             \
  if (condition) continue
void rounds(uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    // note: 'ring' is owned from here: ring_create made it
    // note: 'ring' is owned from here: ring_create made it
    struct ring *ring = ring_create(i + 1);
    // note: 'ring' is not null here
    // note: 'ring' is not null here
    if (ring == NULL) continue;
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'i' is 7 here
    // note: 'i' is not 7 here
    STOP_IF(i == 7);
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'i' is 9 here
    SKIP_IF(i == 9);
    ring_destroy(ring);
  }
}
