// SPDX-License-Identifier: Apache-2.0
// frames_check: the invariant of the table of frames, as a test, the shell or a recovery may ask for it.
#include "kernel/frames/frames_state.h"

// A block is whole when it is aligned, lies in the table, and its other frames are inside it.
HOLDS(&frames.lock) static bool block_is_whole(uint32_t index, uint32_t order) {
  uint32_t size = UINT32_C(1) << order;
  if (order > FRAME_ORDER_MAX || index % size != 0 || size > frames.count - index) return false;
  for (uint32_t i = 1; i < size; i++) {
    if (frames.table[index + i].state != FRAME_INSIDE) return false;
  }
  return true;
}

HOLDS(&frames.lock) static bool buddy_is_free(uint32_t index, uint32_t order) {
  uint32_t buddy = index ^ (UINT32_C(1) << order);
  return order < FRAME_ORDER_MAX && buddy < frames.count && frames.table[buddy].state == FRAME_FREE &&
         frames.table[buddy].order == order;
}

// Every list: links lead both ways, the blocks are free and of its order, and there are as many as counted.
HOLDS(&frames.lock) static bool lists_hold(void) {
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    const struct frames_list *list = &frames.lists[order];
    uint32_t previous = FRAME_NONE;
    uint64_t count = 0;
    for (uint32_t index = list->first; index != FRAME_NONE; index = (uint32_t)frames.table[index].next) {
      if (index >= frames.count || count++ == list->count) return false;
      const struct frame *frame = &frames.table[index];
      if (frame->state != FRAME_FREE || frame->order != order || frame->previous != previous) return false;
      previous = index;
    }
    if (list->last != previous || count != list->count) return false;
  }
  return true;
}

HOLDS(&frames.lock) static bool table_holds(void) {
  uint64_t blocks[FRAME_ORDER_MAX + 1] = {0};
  uint64_t free = 0, total = 0;
  uint32_t step = 1;
  for (uint32_t index = 0; index < frames.count; index += step) {
    const struct frame *frame = &frames.table[index];
    step = 1;
    if (frame->state == FRAME_ABSENT || frame->state == FRAME_RESERVED) continue;
    if (frame->state != FRAME_FREE && frame->state != FRAME_TAKEN) return false;  // INSIDE of no block, or nonsense
    if (!block_is_whole(index, (uint32_t)frame->order)) return false;
    step = UINT32_C(1) << frame->order;
    total += step;
    if (frame->state == FRAME_TAKEN) continue;
    if (buddy_is_free(index, (uint32_t)frame->order)) return false;
    free += step;
    blocks[frame->order]++;
  }
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    if (blocks[order] != frames.lists[order].count) return false;
  }
  return free == frames.free && total == frames.total && frames.lowest_free <= frames.free;
}

bool frames_check(void) {
  lock_enter(&frames.lock);
  bool holds = frames.table == NULL || (lists_hold() && table_holds());
  lock_leave(&frames.lock);
  return holds;
}

// ---- After an undo: bounded, however much memory there is ----

enum { LINKS = 16 };  // of each list, from its first block on

HOLDS(&frames.lock) static bool list_begins_well(uint32_t order) {
  const struct frames_list *list = &frames.lists[order];
  if (list->count == 0) return list->first == FRAME_NONE && list->last == FRAME_NONE;
  uint32_t previous = FRAME_NONE, index = list->first;
  for (uint32_t i = 0; i < LINKS && index != FRAME_NONE; i++, index = (uint32_t)frames.table[previous].next) {
    if (index >= frames.count) return false;
    const struct frame *frame = &frames.table[index];
    if (frame->state != FRAME_FREE || frame->order != order || frame->previous != previous) return false;
    previous = index;
  }
  return list->last < frames.count && frames.table[list->last].next == FRAME_NONE;
}

CELL_CALLBACK bool frames_check_briefly(void) {
  lock_enter(&frames.lock);
  uint64_t free = 0;
  bool holds = true;
  for (uint32_t order = 0; frames.table != NULL && order <= FRAME_ORDER_MAX; order++) {
    holds = holds && list_begins_well(order);
    free += frames.lists[order].count << order;
  }
  holds = holds && free == frames.free && frames.lowest_free <= frames.free && frames.free <= frames.total;
  lock_leave(&frames.lock);
  return holds;
}

CELL_CHECK(frames, frames_check_briefly);
