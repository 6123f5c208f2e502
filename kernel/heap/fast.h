// SPDX-License-Identifier: Apache-2.0
// fast: the steps that every allocation and release takes, inline; private to kernel/heap. With the lock held.
#pragma once
#include "kernel/heap/heap_state.h"

static inline struct type_row *type_row(uint32_t index) {
  return index != 0 ? &heap.types[index / TYPES_PER_FRAME][index % TYPES_PER_FRAME] : &heap.other;
}

static inline struct type_cached *type_place(const char *name) {
  return &heap.cached[(uint64_t)name * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TYPE_CACHE_SHIFT)];
}

// 0, "other", when there is no room.
static inline uint32_t type_find(const char *name, struct type_row **row) {
  const struct type_cached *cached = type_place(name);
  if (cached->name != name || name == NULL) return type_find_by_name(name, row);
  *row = cached->row;
  return (uint32_t)cached->index;
}

// HEAP_CLASSES: none.
static inline uint32_t slab_class_for(size_t size, size_t align) {
  if (size >= 2048) return HEAP_CLASSES;  // a block also has at least one byte of fence
  uint32_t class_index = (uint32_t)size / 16;
  if (size >= 128) {
    uint32_t doubling = 31 - (uint32_t)__builtin_clz((uint32_t)size);
    class_index = 8 + (doubling - 7) * 4 + ((uint32_t)size >> (doubling - 2)) - 4;
  }
  return align <= 16 ? class_index : slab_class_for_wide(class_index, align);
}

static inline struct slab **slab_known_place(const struct slab *slab) {
  return &heap.known[(uint64_t)slab / SLAB_BYTES % KNOWN_SLABS];
}

static inline struct slab *slab_of(const void *address) {
  struct slab *slab = (struct slab *)((uint64_t)address & ~(uint64_t)(SLAB_BYTES - 1));
  return *slab_known_place(slab) == slab && slab != NULL ? slab : slab_find(address);
}

// Null: no block starts there.
static inline union block *slab_block(struct slab *slab, const void *object) {
  uint64_t offset = (uint64_t)object - (uint64_t)slab - slab->first;
  uint64_t number = offset * slab->inverse >> 32;  // exact below SLAB_BYTES
  return offset < SLAB_BYTES && number * slab->size == offset && number < slab->count ? &slab->blocks[number] : NULL;
}

__attribute__((always_inline)) static inline uint64_t *slab_words(const struct slab *slab, uint32_t number) {
  return (uint64_t *)((uint8_t *)slab + slab->first + number * slab->size);
}

// Whether a free block is as content_close left it.
static inline bool content_is_closed(const uint64_t *words, const uint64_t *end) {
  uint64_t differs = (words[0] ^ POISON) | (words[1] ^ POISON);
  words += 2;
#pragma clang loop unroll(disable)
  for (; words + 4 <= end; words += 4)
    differs |= words[0] | words[1] | words[2] | words[3];
  if (words < end) differs |= words[0] | words[1];
  return differs == 0;
}

// Whether what lies between an object's end and its block's is as content_open left it.
static inline bool content_fence_holds(const uint64_t *words, uint32_t block_size, uint32_t size) {
  uint32_t at = size / 8, bits = size % 8 * 8;
  uint64_t differs = (words[at] >> bits) ^ (FENCE >> bits);
#pragma clang loop unroll(disable)
  while (++at < block_size / 8)
    differs |= words[at] ^ FENCE;
  return differs == 0;
}

// The slab to take from, if it is at hand: its first free block is closed.
static inline struct slab *slab_at_hand(uint32_t class_index) {
  const struct list_node *partial = &heap.classes[class_index].partial;
  if (list_is_empty(partial)) return NULL;
  struct slab *slab = LIST_OBJECT(partial->next, struct slab, in_class);
  const uint64_t *words = slab_words(slab, slab->first_free);
  return content_is_closed(words, words + slab->size / 8) ? slab : NULL;
}

static inline uint64_t block_word(uint32_t entry, enum block_state state, uint32_t type, uint32_t size_or_next) {
  return entry | (uint64_t)(state | type << 2 | size_or_next << 10) << 32;
}

// Makes an object of the slab's first free block, which is open.
static inline void slab_take(struct slab *slab, uint32_t size, uint32_t type, uint32_t entry) {
  union block *block = &slab->blocks[slab->first_free];
  uint32_t left = slab->free - 1u;
  slab->free_word = block->size_or_next | left << 16;
  block->word = block_word(entry, BLOCK_LIVE, type, size);
  if (left == 0) slab_is_full(slab);
}

// Puts a live block on the slab's list of released ones.
static inline void slab_give(struct slab *slab, union block *block, uint32_t type) {
  uint32_t before = slab->released;
  block->word = block_word(LEDGER_NONE, BLOCK_FREE, type, slab->first_released);
  slab->released_word = (uint32_t)(block - slab->blocks) | (before + 1) << 16;
  if (before == 0) slab_has_released(slab);
}
