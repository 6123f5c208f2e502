// SPDX-License-Identifier: Apache-2.0
// recursive_struct: a type that holds a pointer to itself; the leak inside the loop over it is found.
#include "ring.h"
struct node {
  struct node *next;
  struct node *children[4];
  uint32_t slots;
};
uint32_t walk(const struct node *node) {
  uint32_t sum = 0;
  for (; node != NULL; node = node->next) {
    // note: 'ring' is owned from here: ring_create made it
    struct ring *ring = ring_create(node->slots);
    // note: 'ring' is not null here
    if (ring == NULL) break;
    // want: own.leak 'ring' is lost here, and nobody else holds it
    // note: 'ring_push()' is not OK here
    if (ring_push(ring, 1) != OK) return sum;
    sum += walk(node->children[0]) + ring_count(ring);
    ring_destroy(ring);
  }
  return sum;
}
