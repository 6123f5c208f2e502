// SPDX-License-Identifier: Apache-2.0
// ring: bytes between two tasks, or an interrupt handler and a task.
#include "cells/channel/parts.h"

static uint32_t least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

uint32_t channel_ring_put(struct channel_ring *ring, const void *bytes, uint32_t count) {
  count = least(count, CHANNEL_RING - ring->count);
  uint32_t at = (ring->first + ring->count) % CHANNEL_RING, before_end = least(count, CHANNEL_RING - at);
  __builtin_memcpy(ring->bytes + at, bytes, before_end);
  __builtin_memcpy(ring->bytes, (const uint8_t *)bytes + before_end, count - before_end);
  ring->count += count;
  return count;
}

uint32_t channel_ring_look(const struct channel_ring *ring, void *bytes, uint32_t count) {
  count = least(count, ring->count);
  uint32_t before_end = least(count, CHANNEL_RING - ring->first);
  __builtin_memcpy(bytes, ring->bytes + ring->first, before_end);
  __builtin_memcpy((uint8_t *)bytes + before_end, ring->bytes, count - before_end);
  return count;
}

void channel_ring_drop(struct channel_ring *ring, uint32_t count) {
  ring->first = (ring->first + count) % CHANNEL_RING;
  ring->count -= count;
}
