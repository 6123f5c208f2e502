// SPDX-License-Identifier: Apache-2.0
// large: objects of 2048 bytes and more, in whole frames. What is known of them lies in a slab's block, found by the
// object's address, so that the object itself starts on a frame and nothing but its end shares its frames.
#include "kernel/heap/fast.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

enum { POISON_BYTE = 0xdd, FENCE_BYTE = 0xfd };

static uint32_t frames_for(size_t size) {
  return (uint32_t)((size + FRAME_SIZE - 1) / FRAME_SIZE);
}

static uint32_t order_for(uint32_t count) {
  return count > 1 ? 32 - (uint32_t)__builtin_clz(count - 1) : 0;
}

// Gives back what lies beyond the first `count` frames of a block; the rest stays as one block for each bit of `count`.
HOLDS(&heap.lock) static status_t trim(const void *block, uint32_t order, uint32_t count) {
  uint64_t physical = (uint64_t)block - (uint64_t)frames_direct(0);
  while (count < UINT32_C(1) << order) {
    status_t status = frames_split(physical, order);
    if (status != OK) return status;
    uint32_t half = UINT32_C(1) << --order;
    if (count > half) {
      physical += (uint64_t)half * FRAME_SIZE;
      count -= half;
    } else {
      heap_frames_give(&heap.first, frames_direct(physical + (uint64_t)half * FRAME_SIZE), order);
    }
  }
  return OK;
}

HOLDS(&heap.lock) static void give_frames(uint64_t address, uint32_t count) {
  for (uint32_t order = FRAME_ORDER_MAX + 1; order-- > 0;) {
    if ((count & UINT32_C(1) << order) == 0) continue;
    heap_frames_give(&heap.first, (void *)address, order);
    address += (uint64_t)FRAME_SIZE << order;
  }
}

HOLDS(&heap.lock) static struct large **bucket_of(uint64_t address) {
  uint64_t hash = address / FRAME_SIZE * UINT64_C(0x9e3779b97f4a7c15);
  return &heap.buckets[(hash >> 32) % LARGE_BUCKETS];
}

HOLDS(&heap.lock) static struct large *record_new(void) {
  return slab_new(&heap.first, slab_class_for(sizeof(struct large), alignof(struct large)), sizeof(struct large));
}

HOLDS(&heap.lock) static void record_release(struct large *record) {
  struct slab *slab = slab_of(&heap.first, record);
  slab_release(slab, slab_block(slab, record), record);
}

struct large *large_new(size_t size, uint32_t type) {
  struct large *record = record_new();
  if (record == NULL) return NULL;
  uint32_t count = frames_for(size), order = order_for(count);
  uint8_t *bytes = heap_frames_take(&heap.first, order);
  if (bytes == NULL || trim(bytes, order, count) != OK) {
    record_release(record);
    return NULL;
  }
  struct large **bucket = bucket_of((uint64_t)bytes);
  *record = (struct large){.next = *bucket, .address = (uint64_t)bytes, .size = size, .type = type};
  *bucket = record;
  content_fill(bytes, 0, size);  // without a journal: nobody else sees it
  if (PROFILE_LOOKS) content_fill(bytes + size, FENCE_BYTE, (size_t)count * FRAME_SIZE - size);
  return record;
}

struct large *large_find(const void *object) {
  struct large *record = *bucket_of((uint64_t)object);
  while (record != NULL && record->address != (uint64_t)object)
    record = record->next;
  return record;
}

static bool fence_holds(const struct large *record) {
  if (!PROFILE_LOOKS) return true;
  const uint8_t *fence = (const uint8_t *)record->address + record->size;
  const uint8_t *end = (const uint8_t *)record->address + (size_t)frames_for(record->size) * FRAME_SIZE;
  uint8_t differs = 0;
  for (; fence < end; fence++)
    differs |= *fence ^ FENCE_BYTE;
  return differs == 0;
}

void large_release(struct large *record) {
  struct large **link = bucket_of(record->address);
  while (*link != record)
    link = &(*link)->next;
  *link = record->next;
  if (!fence_holds(record)) {  // its frames are not used again
    heap_defect(&heap.first, "written past its end", (const void *)record->address, record->type);
    record_release(record);
    return;
  }
  record->next = heap.released_large;
  heap.released_large = record;
  if (record->next == NULL) heap_settle_later(&heap.first);
}

void large_settle(struct large *record) {
  uint64_t address = record->address, size = record->size;
  record_release(record);
  if (PROFILE_LOOKS) content_fill((void *)address, POISON_BYTE, size);
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

#pragma clang attribute pop
