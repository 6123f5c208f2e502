// SPDX-License-Identifier: Apache-2.0
// frames_state: the table of frames and the lists in it; private to kernel/frames.
#pragma once
#include "kernel/frames/frames.h"
#include "kernel/lock/lock.h"

// What an entry says of its frame. Only a block's first frame carries the block's order and links.
enum frame_state {
  FRAME_ABSENT,    // not added: no memory, or a device
  FRAME_RESERVED,  // not to be added
  FRAME_FREE,      // first frame of a free block, in the list of its order
  FRAME_TAKEN,     // first frame of a block that somebody owns
  FRAME_INSIDE,    // of a block, but not its first
};

enum { FRAME_INDEX_BITS = 28, FRAME_NONE = (1 << FRAME_INDEX_BITS) - 1 };  // up to 1 TiB less one frame

struct frame {
  uint64_t next : FRAME_INDEX_BITS;  // by index; FRAME_NONE ends a list
  uint64_t previous : FRAME_INDEX_BITS;
  uint64_t order : 4;
  uint64_t state : 4;  // enum frame_state
};
static_assert(sizeof(struct frame) == 8, "the table costs 8 bytes a frame");

struct frames_list {
  uint32_t first, last;  // FRAME_NONE: empty
  uint64_t count;
};

struct frames_state {
  struct lock lock;
  struct frame *table;   // of `count` entries; null before frames_start
  uint64_t direct;       // where physical address 0 is seen; 0: not said yet
  uint64_t first_frame;  // frame number (physical / FRAME_SIZE) of entry 0, a multiple of the largest block
  uint32_t count;
  struct frames_list lists[FRAME_ORDER_MAX + 1];
  uint64_t total, free, lowest_free, failed, defects;
  uint64_t fail_after;  // 0: never
};
extern struct frames_state frames;
