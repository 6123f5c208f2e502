// SPDX-License-Identifier: Apache-2.0
// frames_check: the invariant of the table of frames, as a test, the shell or a recovery may ask for it.
#include "kernel/frames/frames_state.h"

// The other frames of a block say nothing but that they are there.
HOLDS(&frames.lock) static bool block_is_whole(uint32_t index, uint32_t order) {
  uint32_t size = UINT32_C(1) << order;
  if (index % size != 0 || size > frames.count - index) return false;
  for (uint32_t i = 1; i < size; i++)
    if (frames.table[index + i] != FRAME_PRESENT) return false;
  return true;
}

// Above the bottom a bit is set if the word below is not zero; no bit stands for what the table does not have.
HOLDS(&frames.lock) static bool tree_holds(const struct frames_tree *tree) {
  uint32_t bits = tree->blocks, free = 0;
  for (uint32_t level = 0; level < tree->levels; level++) {
    const uint64_t *words = &frames.words[tree->word[level]];
    uint32_t count = (bits + 63) / 64;
    if (bits % 64 != 0 && words[count - 1] >> bits % 64 != 0) return false;
    for (uint32_t i = 0; i < count; i++) {
      if (level == 0) free += (uint32_t)__builtin_popcountll(words[i]);
      if (level + 1 == tree->levels) continue;
      bool above = (frames.words[tree->word[level + 1] + i / 64] >> i % 64 & 1) != 0;
      if (words[i] != 0 && !above) return false;
    }
    bits = count;
  }
  return free == tree->free;
}

// The order of the free block that starts there, FRAME_ORDER_MAX + 1: none does.
HOLDS(&frames.lock) static uint32_t free_order_at(uint32_t index) {
  uint32_t order = 0;
  while (order <= FRAME_ORDER_MAX &&
         (index % (UINT32_C(1) << order) != 0 || !tree_has(&frames.trees[order], index >> order)))
    order++;
  return order;
}

HOLDS(&frames.lock) static bool cache_holds(void) {
  if (frames.cached > FRAME_CACHE) return false;
  for (uint32_t i = 0; i < frames.cached; i++)
    if (frames.cache[i] >= frames.count || frames.table[frames.cache[i]] != FRAME_CACHED) return false;
  return true;
}

// Each frame that is there is of one block. That a tree has no others follows from its count.
HOLDS(&frames.lock) static bool table_holds(void) {
  uint64_t free = 0, total = 0, cached = 0, blocks[FRAME_ORDER_MAX + 1] = {};
  for (uint32_t index = 0, step = 1; index < frames.count; index += step) {
    uint8_t state = frames.table[index];
    step = 1;
    if (state == FRAME_ABSENT || state == FRAME_RESERVED) continue;
    if (state == FRAME_CACHED) {
      cached++, total++, free++;
      continue;
    }
    uint32_t order = state == FRAME_PRESENT ? free_order_at(index) : state - (uint32_t)FRAME_TAKEN;
    if (order > FRAME_ORDER_MAX || !block_is_whole(index, order)) return false;
    step = UINT32_C(1) << order;
    total += step;
    if (state != FRAME_PRESENT) continue;
    if (order < FRAME_ORDER_MAX && tree_has(&frames.trees[order], (index ^ step) >> order)) return false;  // not joined
    free += step;
    blocks[order]++;
  }
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++)
    if (blocks[order] != frames.trees[order].free || !tree_holds(&frames.trees[order])) return false;
  return free == frames.free && total == frames.total && cached == frames.cached && cache_holds() &&
         frames.lowest_free <= frames.free;
}

bool frames_check(void) {
  lock_enter(&frames.lock);
  bool holds = frames.table == NULL || table_holds();
  lock_leave(&frames.lock);
  return holds;
}

// ---- After an undo: bounded, however much memory there is ----

// The way from the top to the lowest free block, as far as it leads, and what the table says of that.
HOLDS(&frames.lock) static bool tree_begins_well(uint32_t order) {
  const struct frames_tree *tree = &frames.trees[order];
  uint64_t word = 0;
  uint32_t at = 0;
  for (uint32_t level = tree->levels; level-- > 0; at = at * 64 + (uint32_t)__builtin_ctzll(word))
    if ((word = frames.words[tree->word[level] + at]) == 0) return level + 1 < tree->levels || tree->free == 0;
  return tree->free != 0 && at < tree->blocks && frames.table[at << order] == FRAME_PRESENT;
}

CELL_CALLBACK bool frames_check_briefly(void) {
  lock_enter(&frames.lock);
  uint64_t free = frames.cached;
  bool holds = cache_holds();
  for (uint32_t order = 0; frames.table != NULL && order <= FRAME_ORDER_MAX; order++) {
    holds = holds && tree_begins_well(order);
    free += (uint64_t)frames.trees[order].free << order;
  }
  holds = holds && free == frames.free && frames.lowest_free <= frames.free && frames.free <= frames.total;
  lock_leave(&frames.lock);
  return holds;
}

CELL_CHECK(frames, frames_check_briefly);
