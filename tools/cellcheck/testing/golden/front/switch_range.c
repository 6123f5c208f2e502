// SPDX-License-Identifier: Apache-2.0
// switch_range: case ranges, a default in the middle, and a case that leaves without releasing.
#include "ring.h"
uint32_t classify(uint32_t value) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // note: 'value' is 10 to 20 here
  switch (value) {
  case 0 ... 9: break;
  default: value = 3; [[fallthrough]];
  case 100: value++; break;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  case 10 ... 20: return 2;
  }
  ring_destroy(ring);
  return value;
}
