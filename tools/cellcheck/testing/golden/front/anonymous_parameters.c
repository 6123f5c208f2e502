// SPDX-License-Identifier: Apache-2.0
// anonymous_parameters: parameters without names, and void.
#include "ring.h"
// note: 'it' is owned from here: the parameter is marked OWN
static void takes(OWN struct ring *, uint32_t) {
  // want: own.parameter '' is marked OWN and is not consumed on this path
}
void gives(void) {
  takes(ring_create(1), 0);
}
