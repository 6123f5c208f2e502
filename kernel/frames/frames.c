// SPDX-License-Identifier: Apache-2.0
// frames: binary buddy allocator over a byte a frame, with the free blocks in trees of bits.
//
// The lowest free block that is large enough is split in halves until it has the wanted order; a released block is joined with its buddy (the block
// whose number differs in the bit of its order) as long as that is free and whole. Every operation takes at most
// FRAME_ORDER_MAX steps (a single frame that goes into the cache sometimes eight times as many) but frames_start, frames_reserve and frames_add, which walk what they are given.
#include "kernel/frames/frames.h"
#include "kernel/frames/frames_state.h"
#include "kernel/log/log.h"

CELL_STATE(struct frames_state, frames);

enum { LARGEST = 1 << FRAME_ORDER_MAX, BYTES = 8 };

// ---- Trees ----

// Above the bottom a bit that is set may stand for a word that has become zero: who looks there clears it. So a block that goes to and fro by itself
// costs one word.
HOLDS(&frames.lock) static inline void tree_add(uint32_t order, uint32_t index) {
  struct frames_tree *tree = &frames.trees[order];
  uint32_t bit = index >> order;
  tree->free++;
  for (uint32_t level = 0; level < tree->levels; level++, bit /= 64) {
    uint64_t *word = &frames.words[tree->word[level] + bit / 64], before = *word, set = UINT64_C(1) << bit % 64;
    if ((before & set) != 0) return;
    *word = before | set;
    if (before != 0) return;
  }
}

HOLDS(&frames.lock) static inline void word_clear(uint32_t first, uint32_t bit) {
  frames.words[first + bit / 64] &= ~(UINT64_C(1) << bit % 64);
}

HOLDS(&frames.lock) static inline void tree_remove(uint32_t order, uint32_t index) {
  struct frames_tree *tree = &frames.trees[order];
  tree->free--;
  word_clear(tree->word[0], index >> order);
}

// Of one that is not empty: the lowest.
HOLDS(&frames.lock) static inline uint32_t tree_first(uint32_t order) {
  const struct frames_tree *tree = &frames.trees[order];
  uint32_t level = tree->levels, bit = 0;
  while (level > 0) {
    uint64_t word = frames.words[tree->word[level - 1] + bit];
    if (word != 0) {
      bit = bit * 64 + (uint32_t)__builtin_ctzll(word);
      level--;
      continue;
    }
    word_clear(tree->word[level], bit);
    level = tree->levels, bit = 0;
  }
  return bit << order;
}

// Lays it out from `word` on; returns the first word behind it.
static uint32_t tree_lay_out(struct frames_tree *tree, uint32_t blocks, uint32_t word) {
  *tree = (struct frames_tree){.blocks = blocks};
  for (uint32_t words = blocks; tree->levels == 0 || words > 1;) {
    words = (words + 63) / 64;
    tree->word[tree->levels++] = word;
    word += words;
  }
  return word;
}

__attribute__((noinline)) static uint32_t lay_out(struct frames_tree *trees, uint32_t count) {
  uint32_t words = 0;
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    struct frames_tree tree;
    uint32_t blocks = (uint32_t)(((uint64_t)count + (UINT64_C(1) << order) - 1) >> order);
    words = tree_lay_out(trees != NULL ? &trees[order] : &tree, blocks, words);
  }
  return words;
}

// ---- Bringing up ----

static uint64_t first_frame_of(uint64_t lowest) {
  return lowest / FRAME_SIZE / LARGEST * LARGEST;
}

static uint64_t frame_count_of(uint64_t lowest, uint64_t highest) {
  return highest > lowest ? highest / FRAME_SIZE + (highest % FRAME_SIZE != 0) - first_frame_of(lowest) : 0;
}

static uint64_t whole_words(uint64_t bytes) {
  return (bytes + BYTES - 1) / BYTES;
}

uint64_t frames_table_bytes(uint64_t lowest, uint64_t highest) {
  uint64_t count = frame_count_of(lowest, highest);
  if (count >= FRAME_COUNT_MAX) return UINT64_MAX;
  return count != 0 ? (whole_words(count) + lay_out(NULL, (uint32_t)count)) * BYTES : 0;
}

status_t frames_start(uint64_t lowest, uint64_t highest, void *table) {
  uint64_t count = frame_count_of(lowest, highest);
  if (table == NULL || count == 0) return INVALID;
  if (count >= FRAME_COUNT_MAX) return OUT_OF_RANGE;
  uint64_t direct = frames.direct;  // may be said before
  frames = (struct frames_state){.table = table,
                                 .words = (uint64_t *)table + whole_words(count),
                                 .first_frame = first_frame_of(lowest),
                                 .count = (uint32_t)count,
                                 .direct = direct};
  __builtin_memset(table, 0, (whole_words(count) + lay_out(frames.trees, (uint32_t)count)) * BYTES);
  return OK;
}

// The first of the entries from `index` to `end` that is another state in one of the bits `differing`.
__attribute__((noinline)) static uint32_t run_end(uint32_t index, uint32_t end, uint8_t differing, uint8_t state) {
  enum { WORDS = 8 };  // a turn: all memory of a machine is gone through
  const uint64_t ones = UINT64_C(0x0101010101010101), expected = ones * state, mask = ones * differing;
  for (; index % BYTES == 0 && end - index >= WORDS * BYTES; index += WORDS * BYTES) {
    const uint64_t *words = (const uint64_t *)&frames.table[index];
    uint64_t differ = 0;
    for (uint32_t i = 0; i < WORDS; i++)
      differ |= words[i] ^ expected;
    if ((differ & mask) != 0) break;
  }
  while (index < end && ((frames.table[index] ^ state) & differing) == 0)
    index++;
  return index;
}

// The entries of frames from..to (numbers), none of which may have been added; OUT_OF_RANGE when the table does not have them all.
HOLDS(&frames.lock) static status_t entries(uint64_t from, uint64_t to, uint32_t *first, uint32_t *end) {
  if (from < frames.first_frame || to > frames.first_frame + frames.count) return OUT_OF_RANGE;
  *first = (uint32_t)(from - frames.first_frame);
  *end = (uint32_t)(to - frames.first_frame);
  return run_end(*first, *end, (uint8_t)~FRAME_RESERVED, FRAME_ABSENT) == *end ? OK : INVALID;
}

// Boot's, without a journal.
RAW_STATIC void mark(uint32_t first, uint32_t end, enum frame_state state) {
  __builtin_memset(&frames.table[first], state, end - first);
}

status_t frames_reserve(uint64_t start, uint64_t end) {
  if (end <= start) return end == start ? OK : INVALID;
  lock_enter(&frames.lock);
  uint32_t index = 0, last = 0;
  status_t status = entries(start / FRAME_SIZE, end / FRAME_SIZE + (end % FRAME_SIZE != 0), &index, &last);
  if (status == OK) mark(index, last, FRAME_RESERVED);
  lock_leave(&frames.lock);
  return status;
}

// Joins a block with its free buddies; returns where the resulting block starts, with its order in *order.
HOLDS(&frames.lock) __attribute__((noinline)) static uint32_t join(uint32_t index, uint32_t *order) {
  while (*order < FRAME_ORDER_MAX) {
    uint32_t buddy = index ^ (UINT32_C(1) << *order);
    if (!tree_has(&frames.trees[*order], buddy >> *order)) break;
    tree_remove(*order, buddy);
    if (buddy < index) index = buddy;
    ++*order;
  }
  return index;
}

// Adds entries first..end, none of them reserved, as the largest aligned blocks that fit.
HOLDS(&frames.lock) static void add_run(uint32_t first, uint32_t end) {
  frames.total += end - first;
  frames.free += end - first;
  mark(first, end, FRAME_PRESENT);
  while (first < end) {
    uint32_t order = 0;
    while (order < FRAME_ORDER_MAX && first % (UINT32_C(2) << order) == 0 && end - first >= UINT32_C(2) << order)
      order++;
    uint32_t next = first + (UINT32_C(1) << order);
    uint32_t index = join(first, &order);
    tree_add(order, index);
    first = next;
  }
}

status_t frames_add(uint64_t start, uint64_t end) {
  uint64_t from = start / FRAME_SIZE + (start % FRAME_SIZE != 0), to = end / FRAME_SIZE;
  if (end < start) return INVALID;
  if (to <= from) return OK;  // no whole frame
  lock_enter(&frames.lock);
  uint32_t index = 0, last = 0;
  status_t status = entries(from, to, &index, &last);
  while (status == OK && index < last) {
    uint32_t first = index;
    index = run_end(first, last, UINT8_MAX, FRAME_ABSENT);
    add_run(first, index);
    index = run_end(index, last, UINT8_MAX, FRAME_RESERVED);
  }
  if (status == OK) frames.lowest_free = frames.free;
  lock_leave(&frames.lock);
  return status;
}

// ---- Taking and giving ----

// True when a test wants this take refused.
HOLDS(&frames.lock) static bool take_fails(void) {
  if (frames.fail_after == 0) return false;
  if (frames.fail_after > 1) {
    frames.fail_after--;
    return false;
  }
  return true;
}

HOLDS(&frames.lock) __attribute__((noinline)) static void give_back(uint32_t index, uint32_t order) {
  frames.table[index] = FRAME_PRESENT;
  uint32_t start = join(index, &order);
  tree_add(order, start);
}

HOLDS(&frames.lock) __attribute__((noinline)) static void drain(uint32_t left) {
  while (frames.cached > left)
    give_back(frames.cache[--frames.cached], 0);
}

static uint32_t smallest_with(uint32_t order) {
  while (order <= FRAME_ORDER_MAX && frames.trees[order].free == 0)
    order++;
  return order;
}

// The lowest block of the smallest order that has one; the halves that are not needed are given back. False: there is none.
HOLDS(&frames.lock) __attribute__((noinline)) static bool find(uint32_t order, uint32_t *index) {
  uint32_t from = smallest_with(order);
  if (from > FRAME_ORDER_MAX) {
    drain(0);
    from = smallest_with(order);
  }
  if (from > FRAME_ORDER_MAX) return false;
  *index = tree_first(from);
  tree_remove(from, *index);
  while (from > order) {
    from--;
    tree_add(from, *index + (UINT32_C(1) << from));
  }
  return true;
}

HOLDS(&frames.lock) static status_t take(uint32_t order, uint64_t *physical) {
  uint32_t index = 0;
  bool is_cached = order == 0 && frames.cached != 0;
  if (take_fails() || (!is_cached && !find(order, &index))) {
    frames.failed++;
    return NO_MEMORY;
  }
  if (is_cached) index = frames.cache[--frames.cached];
  frames.table[index] = (uint8_t)(FRAME_TAKEN + order);
  frames.free -= UINT64_C(1) << order;
  if (frames.free < frames.lowest_free) frames.lowest_free = frames.free;
  *physical = (frames.first_frame + index) * FRAME_SIZE;
  return OK;
}

status_t frames_take(uint32_t order, uint64_t *physical) {
  if (order > FRAME_ORDER_MAX) return OUT_OF_RANGE;
  if (frames.table == NULL) return NO_MEMORY;
  lock_enter(&frames.lock);
  status_t status = take(order, physical);
  lock_leave(&frames.lock);
  return status;
}

// The byte of the frame at that address, or null.
static uint8_t *entry_at(uint64_t physical) {
  uint64_t number = physical / FRAME_SIZE;
  if (physical % FRAME_SIZE != 0 || number < frames.first_frame || number >= frames.first_frame + frames.count)
    return NULL;
  return &frames.table[number - frames.first_frame];
}

static bool is_taken(const uint8_t *entry, uint32_t order) {
  return entry != NULL && order <= FRAME_ORDER_MAX && *entry == FRAME_TAKEN + order;
}

status_t frames_give(uint64_t physical, uint32_t order) {
  lock_enter(&frames.lock);
  uint8_t *entry = entry_at(physical);
  bool is_right = is_taken(entry, order);
  if (is_right) {
    uint32_t index = (uint32_t)(entry - frames.table);
    frames.free += UINT64_C(1) << order;
    if (order != 0) {
      give_back(index, order);
    } else {
      if (frames.cached == FRAME_CACHE) drain(FRAME_CACHE / 2);
      *entry = FRAME_CACHED;
      frames.cache[frames.cached++] = index;
    }
  } else {
    frames.defects++;
  }
  lock_leave(&frames.lock);
  if (is_right) return OK;
  LOG(LOG_ERROR, "release of 2^%u frames at 0x%llx refused: no such block is taken", order,
      (unsigned long long)physical);
  return INVALID;
}

status_t frames_split(uint64_t physical, uint32_t order) {
  lock_enter(&frames.lock);
  uint8_t *entry = entry_at(physical);
  bool is_right = order > 0 && is_taken(entry, order);
  if (is_right) entry[0] = entry[UINT32_C(1) << (order - 1)] = (uint8_t)(FRAME_TAKEN + order - 1);
  lock_leave(&frames.lock);
  return is_right ? OK : INVALID;
}

status_t frames_block(uint64_t physical, uint32_t *order) {
  const uint8_t *entry = entry_at(physical);
  if (entry == NULL || *entry < FRAME_TAKEN) return NOT_FOUND;
  *order = *entry - (uint32_t)FRAME_TAKEN;
  return OK;
}

bool frames_has(uint64_t physical) {
  const uint8_t *entry = entry_at(physical & ~(uint64_t)(FRAME_SIZE - 1));
  return entry != NULL && *entry >= FRAME_PRESENT;
}

void frames_statistics(struct frames_statistics *out) {
  lock_enter(&frames.lock);
  *out = (struct frames_statistics){
      .total = frames.total,
      .free = frames.free,
      .lowest_free = frames.lowest_free,
      .failed = frames.failed,
      .defects = frames.defects,
  };
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++)
    out->free_blocks[order] = frames.trees[order].free;
  out->free_blocks[0] += frames.cached;
  lock_leave(&frames.lock);
}

void frames_fail_after(uint64_t takes) {
  frames.fail_after = takes;
}

void *frames_direct(uint64_t physical) {
  return frames.direct != 0 ? (void *)(frames.direct + physical) : NULL;
}

void frames_set_direct(uint64_t base) {
  frames.direct = base;
}
