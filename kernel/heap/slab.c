// SPDX-License-Identifier: Apache-2.0
// slab: blocks of one size in SLAB_BYTES of frames (Bonwick, "The slab allocator", USENIX 1994).
//
// Free blocks are linked by number in the slab's header, not in the blocks: what is written to a released block cannot
// lead the allocator astray, and every byte of it can be poison, which is checked before the block is used again.
#include "kernel/heap/heap_state.h"
#include "kernel/pages/pages.h"

#define SLAB_MAGIC UINT64_C(0x62616c5370616548)  // "HeapSlab"

// 16, 32, .. 128, then four steps to each doubling: 160, 192, 224, 256, 320 .. 2048. So at most a fifth of a block
// above 64 bytes is unused, and at most 15 bytes of a smaller one.
uint32_t slab_class_size(uint32_t class_index) {
  if (class_index < 8) return 16 * (class_index + 1);
  uint32_t above = class_index - 8;
  return (5 + above % 4) << (5 + above / 4);
}

static uint32_t align_of(uint32_t block_size) {
  return block_size & -block_size;
}

uint32_t slab_class_for(size_t size, size_t align) {
  if (size >= 2048) return HEAP_CLASSES;  // a block also has at least one byte of fence
  uint32_t class_index = (uint32_t)size / 16;
  if (size >= 128) {
    uint32_t doubling = 31 - (uint32_t)__builtin_clz((uint32_t)size);
    class_index = 8 + (doubling - 7) * 4 + ((uint32_t)size >> (doubling - 2)) - 4;
  }
  while (class_index < HEAP_CLASSES && align_of(slab_class_size(class_index)) < align)
    class_index++;
  return class_index;
}

static uint64_t magic_of(const struct slab *slab) {
  return SLAB_MAGIC ^ (uint64_t)slab;
}

static uint8_t *block_bytes(struct slab *slab, uint32_t number) {
  return (uint8_t *)slab + slab->first + (size_t)number * slab_class_size(slab->class_index);
}

static struct slab *slab_make(uint32_t class_index) {
  struct slab *slab = heap_frames_take(SLAB_ORDER);
  if (slab == NULL) return NULL;
  uint32_t size = slab_class_size(class_index), align = align_of(size);
  uint32_t count = (SLAB_BYTES - sizeof(struct slab)) / (size + sizeof(struct block));
  uint32_t first = 0;
  for (;; count--) {
    first = (uint32_t)(sizeof(struct slab) + count * sizeof(struct block) + align - 1) & -align;
    if (first + count * size <= SLAB_BYTES) break;
  }
  __builtin_memset(slab, POISON, SLAB_BYTES);
  slab->class_index = (uint16_t)class_index;
  slab->count = slab->free = (uint16_t)count;
  slab->first_free = 0;
  slab->first = first;
  slab->magic = magic_of(slab);
  for (uint32_t i = 0; i < count; i++) {
    slab->blocks[i] = (struct block){.state = BLOCK_FREE, .size_or_next = i + 1 < count ? i + 1 : BLOCK_NONE};
  }
  struct heap_slabs *slabs = &heap.classes[class_index];
  if (slabs->partial.next == NULL) {
    list_init(&slabs->partial);
    list_init(&slabs->full);
  }
  list_push_front(&slabs->partial, &slab->in_class);
  slabs->slabs++;
  slabs->free += count;
  return slab;
}

static void slab_destroy(struct slab *slab) {
  struct heap_slabs *slabs = &heap.classes[slab->class_index];
  list_remove(&slab->in_class);
  slabs->slabs--;
  slabs->free -= slab->count;
  slab->magic = 0;
  heap_frames_give(slab, SLAB_ORDER);
}

// Takes the first free block off the slab's list.
static uint32_t block_take(struct slab *slab) {
  struct heap_slabs *slabs = &heap.classes[slab->class_index];
  uint32_t number = slab->first_free;
  slab->first_free = (uint16_t)slab->blocks[number].size_or_next;
  slab->free--;
  slabs->free--;
  if (slab->free == 0) {
    list_remove(&slab->in_class);
    list_push_front(&slabs->full, &slab->in_class);
  }
  return number;
}

void *slab_new(uint32_t class_index, uint32_t size, uint32_t type) {
  struct heap_slabs *slabs = &heap.classes[class_index];
  uint32_t block_size = slab_class_size(class_index);
  for (;;) {
    struct slab *slab = list_is_empty(&slabs->partial) ? slab_make(class_index)
                                                       : LIST_OBJECT(slabs->partial.next, struct slab, in_class);
    if (slab == NULL) return NULL;
    uint32_t number = block_take(slab);
    uint8_t *bytes = block_bytes(slab, number);
    struct block *block = &slab->blocks[number];
    if (!heap_bytes_are(bytes, block_size, POISON)) {
      block->state = BLOCK_BROKEN;
      heap_defect("written after release", bytes, block->type);
      continue;
    }
    *block = (struct block){.state = BLOCK_LIVE, .type = type, .size_or_next = size};
    slabs->live++;
    __builtin_memset(bytes, 0, size);
    __builtin_memset(bytes + size, FENCE, block_size - size);
    return bytes;
  }
}

struct slab *slab_of(const void *address) {
  uint64_t start = (uint64_t)address & ~(uint64_t)(SLAB_BYTES - 1);
  uint32_t order = 0;
  // Asking kernel/frames first makes it safe to look: a taken block is RAM that the direct map shows.
  if (frames_block(start - (uint64_t)pages_direct(0), &order) != OK || order != SLAB_ORDER) return NULL;
  struct slab *slab = (struct slab *)start;
  return slab->magic == magic_of(slab) ? slab : NULL;
}

struct block *slab_block(struct slab *slab, const void *object) {
  uint64_t offset = (uint64_t)object - (uint64_t)slab;
  uint32_t size = slab_class_size(slab->class_index);
  if (offset < slab->first || (offset - slab->first) % size != 0) return NULL;
  uint64_t number = (offset - slab->first) / size;
  return number < slab->count ? &slab->blocks[number] : NULL;
}

void slab_delete(struct slab *slab, struct block *block, void *object) {
  struct heap_slabs *slabs = &heap.classes[slab->class_index];
  uint32_t block_size = slab_class_size(slab->class_index), size = block->size_or_next;
  slabs->live--;
  if (!heap_bytes_are((uint8_t *)object + size, block_size - size, FENCE)) {
    block->state = BLOCK_BROKEN;
    heap_defect("written past its end", object, block->type);
    return;
  }
  __builtin_memset(object, POISON, block_size);
  block->state = BLOCK_FREE;
  block->size_or_next = slab->first_free;
  slab->first_free = (uint16_t)(block - slab->blocks);
  slab->free++;
  slabs->free++;
  if (slab->free == 1) {
    list_remove(&slab->in_class);
    list_push_front(&slabs->partial, &slab->in_class);
  }
  // One empty slab a class is kept, so that a single object made and released in turn does not cost a slab each time.
  if (slab->free == slab->count && slabs->free > slab->count) slab_destroy(slab);
}

static bool slab_check(struct slab *slab, uint32_t class_index) {
  uint32_t block_size = slab_class_size(class_index), free = 0;
  if (slab->magic != magic_of(slab) || slab->class_index != class_index) return false;
  for (uint32_t i = 0; i < slab->count; i++) {
    const struct block *block = &slab->blocks[i];
    const uint8_t *bytes = block_bytes(slab, i);
    if (block->state == BLOCK_FREE && !heap_bytes_are(bytes, block_size, POISON)) return false;
    if (block->state != BLOCK_LIVE) continue;
    uint32_t size = block->size_or_next;
    if (size >= block_size || !heap_bytes_are(bytes + size, block_size - size, FENCE)) return false;
  }
  for (uint32_t i = slab->first_free; i != BLOCK_NONE; i = slab->blocks[i].size_or_next) {
    if (i >= slab->count || slab->blocks[i].state != BLOCK_FREE || free++ == slab->free) return false;
  }
  return free == slab->free;
}

static bool list_check(struct list_node *list, uint32_t class_index, bool want_full, struct heap_slabs *seen) {
  for (struct list_node *node = list->next; node != NULL && node != list; node = node->next) {
    struct slab *slab = LIST_OBJECT(node, struct slab, in_class);
    if (node->next->previous != node || !slab_check(slab, class_index) || (slab->free == 0) != want_full) return false;
    seen->slabs++;
    seen->free += slab->free;
    for (uint32_t i = 0; i < slab->count; i++)
      seen->live += slab->blocks[i].state == BLOCK_LIVE;
  }
  return true;
}

bool slab_check_all(void) {
  for (uint32_t i = 0; i < HEAP_CLASSES; i++) {
    struct heap_slabs *slabs = &heap.classes[i], seen = {0};
    if (!list_check(&slabs->partial, i, false, &seen) || !list_check(&slabs->full, i, true, &seen)) return false;
    if (seen.slabs != slabs->slabs || seen.free != slabs->free || seen.live != slabs->live) return false;
  }
  return true;
}
