// SPDX-License-Identifier: Apache-2.0
// content: what lies in blocks that are no object.
//
// A free block is poison in its first 16 bytes, so that a pointer or a count that is read there after the release leads
// nowhere, and zero behind, so that nothing has to be stored there for the next object: what is not zero there when the
// block is used again was written after the release. That is a closed block; an open one has an object's content.
//
// All stores here go without a journal, which has no room for them. So what they store over must be nothing that undo
// would want back: blocks are closed when their release has committed, or if nobody had them before the transaction, and
// opened while they are free. If the opening transaction is undone, the block is free again, with whatever was stored in
// it, by undo too: is_dirty, stored first, says so, and whoever takes the block next closes it.
#include "kernel/heap/fast.h"

void content_long_fence(uint64_t *words, uint32_t block_size, uint32_t size) {
  content_put_fence(words, block_size, size);
}

bool content_long_fence_holds(const uint64_t *words, uint32_t block_size, uint32_t size) {
  return content_fence_holds(words, block_size, size);
}

void content_open(union block *block, uint64_t *words, uint32_t block_size, uint32_t size) {
  content_mark(block);
  content_clear(words, block_size);
  content_put_fence(words, block_size, size);
}

uint64_t content_open_fresh(struct heap_arena *arena, union block *block, uint64_t *words, uint32_t block_size,
                            uint32_t size) {
  content_open(block, words, block_size, size);
  return fresh_put(arena, words);
}

__attribute__((noinline)) void content_close_undone(uint64_t *words, uint32_t block_size) {
  content_close_block(words, block_size);
}

void content_close_fresh(struct heap_arena *arena, uint64_t *words, uint32_t block_size) {
  (void)fresh_drop(arena, words);
  content_close_undone(words, block_size);
}

uint32_t content_close(struct slab *slab) {
  uint32_t number = slab->first_released, last = BLOCK_NONE;
  for (uint32_t i = 0; i < slab->released; i++, number = slab->blocks[number].size_or_next) {
    if (number >= slab->count || slab->blocks[number].state != BLOCK_FREE) return BLOCK_NONE;
    content_close_undone(slab_words(slab, number), slab->size);
    last = number;
  }
  return last;
}

void content_fill(void *bytes, uint8_t value, size_t size) {
  __builtin_memset(bytes, value, size);
}
