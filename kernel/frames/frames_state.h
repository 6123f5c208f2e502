// SPDX-License-Identifier: Apache-2.0
// frames_state: what is known of each frame, and which blocks are free; private to kernel/frames.
//
// The table has a byte for each frame, and behind those for each order a tree of bits: at the bottom one for each block of that order, set while it
// is free; above, one for each word below that is not zero, and perhaps for some that are. So finding the lowest free block takes a look at one word of each level.
#pragma once
#include "kernel/frames/frames.h"
#include "kernel/lock/lock.h"

// What the byte says.
enum frame_state : uint8_t {
  FRAME_ABSENT,      // not added: no memory, or a device
  FRAME_RESERVED,    // not to be added
  FRAME_PRESENT,     // free, or of a taken block but not its first
  FRAME_CACHED,      // free, by itself in the cache
  FRAME_TAKEN = 16,  // and more, by its order: the first of a block that somebody owns
};

enum { FRAME_COUNT_MAX = (1 << 28) - 1, FRAME_LEVELS = 5, FRAME_CACHE = 16 };  // 64^5 > 2^28
static_assert(UINT64_C(1) << 6 * FRAME_LEVELS > FRAME_COUNT_MAX);

struct frames_tree {
  uint32_t blocks;              // that the table has, whole or not
  uint32_t free;                // of them
  uint32_t levels;              // the last of them has one word
  uint32_t word[FRAME_LEVELS];  // of frames.words: where each level begins, from the bottom
};

struct frames_state {
  struct lock lock;
  uint8_t *table;        // of `count` bytes; null before frames_start
  uint64_t *words;       // of the trees
  uint64_t direct;       // where physical address 0 is seen; 0: not said yet
  uint64_t first_frame;  // frame number (physical / FRAME_SIZE) of byte 0, a multiple of the largest block
  uint32_t count;
  struct frames_tree trees[FRAME_ORDER_MAX + 1];
  uint64_t total, free, lowest_free, failed, defects;
  // Single frames that were given back last, joined with no buddy: the one to take next is the last. Where no block is large enough they are joined.
  uint32_t cached, cache[FRAME_CACHE];
  uint64_t fail_after;  // 0: never
};
extern struct frames_state frames;

HOLDS(&frames.lock) static inline bool tree_has(const struct frames_tree *tree, uint32_t block) {
  return block < tree->blocks && (frames.words[tree->word[0] + block / 64] >> block % 64 & 1) != 0;
}
