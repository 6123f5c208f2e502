// SPDX-License-Identifier: Apache-2.0
// ring: bytes between two tasks, or an interrupt handler and a task.
#include "cells/control/parts.h"

static uint32_t least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

uint32_t control_ring_put(struct control_ring *ring, const void *bytes, uint32_t count) {
  count = least(count, CONTROL_RING - ring->count);
  uint32_t at = (ring->first + ring->count) % CONTROL_RING, before_end = least(count, CONTROL_RING - at);
  __builtin_memcpy(ring->bytes + at, bytes, before_end);
  __builtin_memcpy(ring->bytes, (const uint8_t *)bytes + before_end, count - before_end);
  ring->count += count;
  return count;
}

uint32_t control_ring_look(const struct control_ring *ring, void *bytes, uint32_t count) {
  count = least(count, ring->count);
  uint32_t before_end = least(count, CONTROL_RING - ring->first);
  __builtin_memcpy(bytes, ring->bytes + ring->first, before_end);
  __builtin_memcpy((uint8_t *)bytes + before_end, ring->bytes, count - before_end);
  return count;
}

void control_ring_drop(struct control_ring *ring, uint32_t count) {
  ring->first = (ring->first + count) % CONTROL_RING;
  ring->count -= count;
}
