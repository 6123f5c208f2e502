// SPDX-License-Identifier: Apache-2.0
// ok_switch_all_release: each case releases, by falling into the next one too.
#include "ring.h"
uint32_t classify(uint32_t value) {
  struct ring *ring = ring_create(1);
  switch (value) {
  case 1: value = 7; [[fallthrough]];
  case 2: ring_destroy(ring); return value;
  default: break;
  }
  ring_destroy(ring);
  return 0;
}
