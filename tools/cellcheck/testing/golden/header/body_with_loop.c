// SPDX-License-Identifier: Apache-2.0
// body_with_loop: one with more in it, that calls another of its kind.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct ring {
  uint32_t first, count;
};
// want: header.body 'ring_next' has its body in a public header: others keep a copy of it when this cell is swapped
static inline uint32_t ring_next(uint32_t at) {
  return (at + 1) % 64;
}
// want: header.body 'ring_drop' has its body in a public header: others keep a copy of it when this cell is swapped
static inline void ring_drop(struct ring *ring, uint32_t count) {
  for (; count > 0 && ring->count > 0; count--, ring->count--)
    ring->first = ring_next(ring->first);
}
READ uint32_t ring_room(const struct ring *ring);
// file: body_with_loop.c
#include "cell.h"

uint32_t ring_room(const struct ring *ring) {
  return 64 - ring->count;
}
