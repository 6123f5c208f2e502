// SPDX-License-Identifier: Apache-2.0
// ok_cleanup_takes: cleanup functions that release, if there is something, or move it to where it is owned.
#include "ring.h"
struct store {
  OWN struct ring *ring;
};
CELL_STATE(struct store, store);
static void drop(struct ring **ring) {
  if (*ring != NULL) ring_destroy(*ring);
}
static void keep(struct ring **ring) {
  if (store.ring == NULL) {
    store.ring = *ring;
    return;
  }
  ring_destroy(*ring);
}
uint32_t dropped(uint32_t word) {
  __attribute__((cleanup(drop))) struct ring *ring = ring_create(2);
  return word;
}
uint32_t moved(uint32_t word) {
  __attribute__((cleanup(keep))) struct ring *ring = ring_create(2);
  return word;
}
