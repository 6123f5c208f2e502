// SPDX-License-Identifier: Apache-2.0
// anonymous_union: members of anonymous unions and structs are members of what holds them.
#include "ring.h"
struct item {
  enum { WORD, RING } kind;
  union {
    uint32_t word;
    struct {
      OWN struct ring *ring;
      uint32_t slots;
    };
  };
};
void item_fill(struct item *item) {
  item->kind = RING;
  item->slots = 4;
  item->ring = ring_create(item->slots);
}
void item_lose(uint32_t word) {
  // note: 'item.ring' is owned from here: ring_create made it
  struct item item = {.kind = RING, .ring = ring_create(2)};
  // want: own.leak 'item.ring' is lost here, and nobody else holds it
  // note: 'word' is not 0 here
  if (word != 0) return;
  ring_destroy(item.ring);
}
