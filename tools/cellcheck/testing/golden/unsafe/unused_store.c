// SPDX-License-Identifier: Apache-2.0
// unused_store: CELL_UNSAFE before functions whose stores are logged, or are nobody else's: neither cellcheck nor the journal needs it.
#include "kernel/base/cell.h"
struct pair {
  uint64_t first, second;
};
// want: unsafe.unused CELL_UNSAFE of 'fill' excuses nothing
CELL_UNSAFE("it is the caller's pair") void fill(struct pair *pair) {
  pair->first = 1;
}
// want: unsafe.unused CELL_UNSAFE of 'call' excuses nothing
CELL_UNSAFE("who knows what it does") void call(void (*what)(uint64_t number)) {
  what(1);
}
// want: unsafe.unused CELL_UNSAFE of 'wait_a_little' excuses nothing
CELL_UNSAFE("a volatile variable") void wait_a_little(void) {
  volatile struct pair own = {0};
  while (own.first < 100)
    own.first = own.first + 1;
}
// want: unsafe.unused CELL_UNSAFE of 'look' excuses nothing
CELL_UNSAFE("a volatile load") uint64_t look(const volatile uint64_t *word) {
  return *word;
}
