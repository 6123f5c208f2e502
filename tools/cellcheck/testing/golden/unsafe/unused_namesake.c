// SPDX-License-Identifier: Apache-2.0
// unused_namesake: of two static functions with one name, in two sources, one needs its CELL_UNSAFE and the other does not.
#include "ring.h"
CELL_UNSAFE("its task ends, and the ledger releases it") static void leave(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // excused: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'word' is 0 here
  if (word == 0) return;
  ring_destroy(ring);
}
void first(uint32_t word);
void first(uint32_t word) {
  leave(word);
}
// file: second.c
#include "ring.h"
// want: unsafe.unused CELL_UNSAFE of 'leave' excuses nothing
CELL_UNSAFE("its task ends, and the ledger releases it") static void leave(uint32_t word) {
  struct ring *ring = ring_create(word);
  ring_destroy(ring);
}
void second(uint32_t word);
void second(uint32_t word) {
  leave(word);
}
