// SPDX-License-Identifier: Apache-2.0
// switch_without_cases: switches without cases, without blocks and on bool and 64-bit values.
#include "ring.h"
void odd(uint64_t word, bool is_set) {
  // note: 'ring' is owned from here: ring_create made it
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  switch (word) {}
  // note: 'word' is -4294967296 here
  // note: 'word' is none of the cases here
  switch (word)
  // want: own.leak 'ring' is lost here, and nobody else holds it
  case 0xffffffff00000000: return;
  // note: 'is_set' is none of the cases here
  switch (is_set) {
  case true: break;
  // want: own.leak 'ring' is lost here, and nobody else holds it
  default: return;
  }
  switch (word)
    ring_destroy(ring);
  ring_destroy(ring);
}
