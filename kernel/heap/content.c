// SPDX-License-Identifier: Apache-2.0
// content: what lies in blocks that are no object.
//
// A free block is poison in its first 16 bytes, so that a pointer or a count that is read there after the release leads
// nowhere, and zero behind, so that nothing has to be stored there for the next object: what is not zero there when the
// block is used again was written after the release.
//
// All stores here go without a journal, which has no room for them. So what they store over must be nothing that undo
// would want back: blocks are closed when their release has committed, and opened while they are free. If the opening
// transaction is undone, the block is free again, with whatever was stored in it: is_dirty, stored first, says so.
#include "kernel/heap/fast.h"

void content_clear(union block *block, uint64_t *words, uint32_t block_size) {
  block->word |= BLOCK_DIRTY;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  __builtin_memset(words, 0, block_size);
}

void content_open(union block *block, uint64_t *words, const uint64_t *end, uint32_t size) {
  block->word |= BLOCK_DIRTY;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  words[0] = words[1] = 0;
  words += size / 8;
  *words = FENCE << size % 8 * 8;
#pragma clang loop unroll(disable)
  while (++words < end)
    *words = FENCE;
}

uint32_t content_close(struct slab *slab) {
  uint32_t number = slab->first_released, last = BLOCK_NONE;
  for (uint32_t i = 0; i < slab->released; i++, number = slab->blocks[number].size_or_next) {
    if (number >= slab->count || slab->blocks[number].state != BLOCK_FREE) return BLOCK_NONE;
    uint64_t *words = slab_words(slab, number);
    const uint64_t *end = words + slab->size / 8;
    words[0] = words[1] = POISON;
    words += 2;
#pragma clang loop unroll(disable)
    for (; words + 4 <= end; words += 4)
      words[0] = words[1] = words[2] = words[3] = 0;
    if (words < end) words[0] = words[1] = 0;
    last = number;
  }
  return last;
}

void content_fill(void *bytes, uint8_t value, size_t size) {
  __builtin_memset(bytes, value, size);
}
