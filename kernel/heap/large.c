// SPDX-License-Identifier: Apache-2.0
// large: objects of 2048 bytes and more, in whole frames. What is known of them lies in a slab's block, found by the
// object's address, so that the object itself starts on a frame and nothing but its end shares its frames.
#include "kernel/heap/heap_state.h"
#include "kernel/pages/pages.h"

static uint32_t frames_for(size_t size) {
  return (uint32_t)((size + FRAME_SIZE - 1) / FRAME_SIZE);
}

static uint32_t order_for(uint32_t count) {
  return count > 1 ? 32 - (uint32_t)__builtin_clz(count - 1) : 0;
}

// Gives back what lies beyond the first `count` frames of a block; the rest stays as one block for each bit of `count`.
static status_t trim(uint64_t physical, uint32_t order, uint32_t count) {
  while (count < UINT32_C(1) << order) {
    status_t status = frames_split(physical, order);
    if (status != OK) return status;
    uint32_t half = UINT32_C(1) << --order;
    if (count > half) {
      physical += (uint64_t)half * FRAME_SIZE;
      count -= half;
    } else {
      heap_frames_give(pages_direct(physical + (uint64_t)half * FRAME_SIZE), order);
    }
  }
  return OK;
}

static void give_frames(uint64_t address, uint32_t count) {
  for (uint32_t order = FRAME_ORDER_MAX + 1; order-- > 0;) {
    if ((count & UINT32_C(1) << order) == 0) continue;
    heap_frames_give((void *)address, order);
    address += (uint64_t)FRAME_SIZE << order;
  }
}

static struct large **bucket_of(uint64_t address) {
  uint64_t hash = address / FRAME_SIZE * UINT64_C(0x9e3779b97f4a7c15);
  return &heap.buckets[(hash >> 32) % LARGE_BUCKETS];
}

static struct large *record_new(void) {
  return slab_new(slab_class_for(sizeof(struct large), alignof(struct large)), sizeof(struct large), 0);
}

static void record_delete(struct large *record) {
  struct slab *slab = slab_of(record);
  slab_delete(slab, slab_block(slab, record), record);
}

struct large *large_new(size_t size, uint32_t type) {
  struct large *record = record_new();
  if (record == NULL) return NULL;
  uint32_t count = frames_for(size), order = order_for(count);
  uint8_t *bytes = heap_frames_take(order);
  if (bytes == NULL || trim(pages_physical(bytes), order, count) != OK) {
    record_delete(record);
    return NULL;
  }
  struct large **bucket = bucket_of((uint64_t)bytes);
  *record = (struct large){.next = *bucket, .address = (uint64_t)bytes, .size = size, .type = type};
  *bucket = record;
  __builtin_memset(bytes + size, FENCE, (size_t)count * FRAME_SIZE - size);
  return record;
}

struct large *large_find(const void *object) {
  struct large *record = *bucket_of((uint64_t)object);
  while (record != NULL && record->address != (uint64_t)object)
    record = record->next;
  return record;
}

static bool fence_holds(const struct large *record) {
  size_t bytes = (size_t)frames_for(record->size) * FRAME_SIZE;
  return heap_bytes_are((const uint8_t *)record->address + record->size, bytes - record->size, FENCE);
}

void large_delete(struct large *record) {
  struct large **link = bucket_of(record->address);
  while (*link != record)
    link = &(*link)->next;
  *link = record->next;
  uint64_t address = record->address, size = record->size;
  bool holds = fence_holds(record);
  if (!holds) heap_defect("written past its end", (const void *)address, record->type);
  record_delete(record);
  if (!holds) return;  // its frames are not used again
  __builtin_memset((void *)address, POISON, size);
  give_frames(address, frames_for(size));
}

bool large_check_all(void) {
  for (uint32_t i = 0; i < LARGE_BUCKETS; i++) {
    for (const struct large *record = heap.buckets[i]; record != NULL; record = record->next) {
      if (bucket_of(record->address) != &heap.buckets[i] || !fence_holds(record)) return false;
    }
  }
  return true;
}
