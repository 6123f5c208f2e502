// SPDX-License-Identifier: Apache-2.0
// heap: the calls of heap.h, over slab.c (small objects), large.c (whole frames) and type.c (who uses how much).
#include "kernel/heap/heap.h"
#include "kernel/arch/arch.h"
#include "kernel/heap/heap_state.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

CELL_STATE(struct heap_state, heap);

void *heap_frames_take(uint32_t order) {
  uint64_t physical = 0;
  if (frames_take(order, &physical) != OK) return NULL;
  heap.statistics.frames += UINT64_C(1) << order;
  return pages_direct(physical);
}

void heap_frames_give(void *block, uint32_t order) {
  uint64_t physical = (uint64_t)block - (uint64_t)pages_direct(0);
  if (frames_give(physical, order) != OK) {
    heap_defect("frames could not be given back", block, 0);
    return;
  }
  heap.statistics.frames -= UINT64_C(1) << order;
}

void heap_defect(const char *what, const void *object, uint32_t type) {
  heap.statistics.defects++;
  LOG(LOG_ERROR, "%s at 0x%llx: %s", type_row(type)->name, (unsigned long long)(uint64_t)object, what);
}

bool heap_bytes_are(const uint8_t *bytes, size_t count, uint8_t value) {
  uint64_t differs = 0;
  for (; count % 8 != 0; count--)
    differs |= bytes[count - 1] ^ value;
  for (size_t i = 0; i < count; i += 8) {
    uint64_t word;
    __builtin_memcpy(&word, bytes + i, 8);
    differs |= word ^ value * UINT64_C(0x0101010101010101);
  }
  return differs == 0;
}

// True when a test wants this allocation refused.
static bool allocation_fails(void) {
  if (heap.fail_after == 0) return false;
  if (heap.fail_after > 1) {
    heap.fail_after--;
    return false;
  }
  return true;
}

static bool makes_sense(size_t size, size_t align) {
  return size > 0 && size <= HEAP_LARGEST && align > 0 && align <= FRAME_SIZE && (align & (align - 1)) == 0;
}

static void *allocate(size_t size, uint32_t class_index, const char *type_name) {
  if (allocation_fails()) return NULL;
  uint32_t type = type_find(type_name);
  void *object = NULL;
  if (class_index < HEAP_CLASSES) {
    object = slab_new(class_index, (uint32_t)size, type);
  } else {
    struct large *record = large_new(size, type);
    if (record != NULL) object = (void *)record->address;
  }
  if (object != NULL) type_made(type, size);
  return object;
}

static void count_gone(uint32_t type, uint64_t size) {
  type_gone(type, size);
  heap.statistics.live--;
  heap.statistics.live_bytes -= size;
  heap.statistics.deleted++;
}

void *heap_new(size_t size, size_t align, const char *type) {
  bool is_valid = makes_sense(size, align);
  uint32_t class_index = is_valid ? slab_class_for(size, align) : 0;
  uint64_t interrupts = arch_interrupts_off();
  void *object = is_valid ? allocate(size, class_index, type) : NULL;
  if (object != NULL) {
    heap.statistics.made++;
    heap.statistics.live++;
    heap.statistics.live_bytes += size;
  } else {
    heap.statistics.failed++;
  }
  arch_interrupts_restore(interrupts);
  if (object != NULL && class_index == HEAP_CLASSES) __builtin_memset(object, 0, size);  // a slab's is zero already
  return object;
}

static void delete_in_slab(void *object) {
  struct slab *slab = slab_of(object);
  struct block *block = slab != NULL ? slab_block(slab, object) : NULL;
  if (slab == NULL) {
    heap_defect("released, but nothing of the heap's lies there", object, 0);
  } else if (block == NULL) {
    heap_defect("released, but no object starts there", object, 0);
  } else if (block->state != BLOCK_LIVE) {
    heap_defect("released twice", object, block->type);
  } else {
    count_gone(block->type, block->size_or_next);
    slab_delete(slab, block, object);
  }
}

void heap_delete(void *object) {
  if (object == NULL) return;
  uint64_t interrupts = arch_interrupts_off();
  struct large *large = large_find(object);
  if (large != NULL) {
    count_gone(large->type, large->size);
    large_delete(large);
  } else {
    delete_in_slab(object);
  }
  arch_interrupts_restore(interrupts);
}

static size_t size_of(const void *object) {
  const struct large *large = large_find(object);
  if (large != NULL) return large->size;
  struct slab *slab = slab_of(object);
  const struct block *block = slab != NULL ? slab_block(slab, object) : NULL;
  return block != NULL && block->state == BLOCK_LIVE ? block->size_or_next : 0;
}

size_t heap_size(const void *object) {
  uint64_t interrupts = arch_interrupts_off();
  size_t size = size_of(object);
  arch_interrupts_restore(interrupts);
  return size;
}

void heap_statistics(struct heap_statistics *out) {
  uint64_t interrupts = arch_interrupts_off();
  *out = heap.statistics;
  arch_interrupts_restore(interrupts);
}

status_t heap_type(uint32_t index, struct heap_type *out) {
  uint64_t interrupts = arch_interrupts_off();
  bool exists = index < heap.type_count;
  if (exists) *out = *type_row(index);
  arch_interrupts_restore(interrupts);
  return exists ? OK : OUT_OF_RANGE;
}

status_t heap_class(uint32_t index, struct heap_class *out) {
  if (index >= HEAP_CLASSES) return OUT_OF_RANGE;
  uint64_t interrupts = arch_interrupts_off();
  const struct heap_slabs *slabs = &heap.classes[index];
  *out = (struct heap_class){slab_class_size(index), slabs->slabs, slabs->live, slabs->free};
  arch_interrupts_restore(interrupts);
  return OK;
}

bool heap_check(void) {
  uint64_t interrupts = arch_interrupts_off();
  bool holds = slab_check_all() && large_check_all();
  arch_interrupts_restore(interrupts);
  return holds;
}

CELL_CHECK(heap, heap_check);

void heap_fail_after(uint64_t allocations) {
  heap.fail_after = allocations;
}
