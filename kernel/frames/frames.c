// SPDX-License-Identifier: Apache-2.0
// frames: binary buddy allocator over a table of 8-byte entries, links as indexes.
//
// A free block is split in halves until it has the wanted order; a released block is joined with its buddy (the block
// whose number differs in the bit of its order) as long as that is free and whole. Every operation takes at most
// FRAME_ORDER_MAX steps but frames_start, frames_reserve and frames_add, which walk what they are given.
#include "kernel/frames/frames.h"
#include "kernel/frames/frames_state.h"
#include "kernel/log/log.h"

CELL_STATE(struct frames_state, frames);

enum { LARGEST = 1 << FRAME_ORDER_MAX };

HOLDS(&frames.lock) static void list_remove(uint32_t index) {
  struct frame *frame = &frames.table[index];
  struct frames_list *list = &frames.lists[frame->order];
  if (frame->previous != FRAME_NONE)
    frames.table[frame->previous].next = frame->next;
  else
    list->first = (uint32_t)frame->next;
  if (frame->next != FRAME_NONE)
    frames.table[frame->next].previous = frame->previous;
  else
    list->last = (uint32_t)frame->previous;
  list->count--;
}

HOLDS(&frames.lock) static void list_push_front(uint32_t index, uint32_t order) {
  struct frames_list *list = &frames.lists[order];
  frames.table[index] =
      (struct frame){.next = list->first, .previous = FRAME_NONE, .order = order, .state = FRAME_FREE};
  if (list->first != FRAME_NONE)
    frames.table[list->first].previous = index;
  else
    list->last = index;
  list->first = index;
  list->count++;
}

HOLDS(&frames.lock) static void list_push_back(uint32_t index, uint32_t order) {
  struct frames_list *list = &frames.lists[order];
  frames.table[index] = (struct frame){.next = FRAME_NONE, .previous = list->last, .order = order, .state = FRAME_FREE};
  if (list->last != FRAME_NONE)
    frames.table[list->last].next = index;
  else
    list->first = index;
  list->last = index;
  list->count++;
}

static void set_state(uint32_t index, enum frame_state state) {
  frames.table[index] = (struct frame){.next = FRAME_NONE, .previous = FRAME_NONE, .state = state};
}

// Joins a block with its free buddies; returns where the resulting block starts, with its order in *order.
HOLDS(&frames.lock) static uint32_t join(uint32_t index, uint32_t *order) {
  while (*order < FRAME_ORDER_MAX) {
    uint32_t buddy = index ^ (UINT32_C(1) << *order);
    if (buddy >= frames.count) break;
    if (frames.table[buddy].state != FRAME_FREE || frames.table[buddy].order != *order) break;
    list_remove(buddy);
    set_state(buddy > index ? buddy : index, FRAME_INSIDE);
    if (buddy < index) index = buddy;
    ++*order;
  }
  return index;
}

static uint64_t first_frame_of(uint64_t lowest) {
  return lowest / FRAME_SIZE / LARGEST * LARGEST;
}

static uint64_t frame_count_of(uint64_t lowest, uint64_t highest) {
  return highest > lowest ? highest / FRAME_SIZE + (highest % FRAME_SIZE != 0) - first_frame_of(lowest) : 0;
}

uint64_t frames_table_bytes(uint64_t lowest, uint64_t highest) {
  return frame_count_of(lowest, highest) * sizeof(struct frame);
}

status_t frames_start(uint64_t lowest, uint64_t highest, void *table) {
  uint64_t count = frame_count_of(lowest, highest);
  if (table == NULL || count == 0) return INVALID;
  if (count >= FRAME_NONE) return OUT_OF_RANGE;
  uint64_t direct = frames.direct;  // may be said before
  frames = (struct frames_state){
      .table = table, .first_frame = first_frame_of(lowest), .count = (uint32_t)count, .direct = direct};
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    frames.lists[order] = (struct frames_list){.first = FRAME_NONE, .last = FRAME_NONE};
  }
  for (uint32_t index = 0; index < count; index++)
    set_state(index, FRAME_ABSENT);
  return OK;
}

// The entries of frames from..to (numbers); OUT_OF_RANGE when the table does not have them all.
HOLDS(&frames.lock) static status_t entries(uint64_t from, uint64_t to, uint32_t *first, uint32_t *end) {
  if (from < frames.first_frame || to > frames.first_frame + frames.count) return OUT_OF_RANGE;
  *first = (uint32_t)(from - frames.first_frame);
  *end = (uint32_t)(to - frames.first_frame);
  for (uint32_t index = *first; index < *end; index++) {
    if (frames.table[index].state > FRAME_RESERVED) return INVALID;
  }
  return OK;
}

status_t frames_reserve(uint64_t start, uint64_t end) {
  if (end <= start) return end == start ? OK : INVALID;
  lock_enter(&frames.lock);
  uint32_t index = 0, last = 0;
  status_t status = entries(start / FRAME_SIZE, end / FRAME_SIZE + (end % FRAME_SIZE != 0), &index, &last);
  if (status == OK) {
    for (; index < last; index++)
      set_state(index, FRAME_RESERVED);
  }
  lock_leave(&frames.lock);
  return status;
}

// Adds entries first..end, none of them reserved, as the largest aligned blocks that fit.
HOLDS(&frames.lock) static void add_run(uint32_t first, uint32_t end) {
  frames.total += end - first;
  frames.free += end - first;
  for (uint32_t index = first; index < end; index++)
    set_state(index, FRAME_INSIDE);
  while (first < end) {
    uint32_t order = 0;
    while (order < FRAME_ORDER_MAX && first % (UINT32_C(2) << order) == 0 && end - first >= UINT32_C(2) << order)
      order++;
    uint32_t next = first + (UINT32_C(1) << order);
    uint32_t index = join(first, &order);
    list_push_back(index, order);  // back: memory is used from the first range upward
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
    while (index < last && frames.table[index].state == FRAME_ABSENT)
      index++;
    add_run(first, index);
    while (index < last && frames.table[index].state == FRAME_RESERVED)
      index++;
  }
  if (status == OK) frames.lowest_free = frames.free;
  lock_leave(&frames.lock);
  return status;
}

// True when a test wants this take refused.
HOLDS(&frames.lock) static bool take_fails(void) {
  if (frames.fail_after == 0) return false;
  if (frames.fail_after > 1) {
    frames.fail_after--;
    return false;
  }
  return true;
}

// Takes a block off the smallest list that has one and gives back the halves that are not needed.
HOLDS(&frames.lock) static status_t take(uint32_t order, uint64_t *physical) {
  uint32_t from = order;
  while (from <= FRAME_ORDER_MAX && frames.lists[from].count == 0)
    from++;
  if (from > FRAME_ORDER_MAX || take_fails()) {
    frames.failed++;
    return NO_MEMORY;
  }
  uint32_t index = frames.lists[from].first;
  list_remove(index);
  while (from > order) {
    from--;
    list_push_front(index + (UINT32_C(1) << from), from);
  }
  frames.table[index] =
      (struct frame){.next = FRAME_NONE, .previous = FRAME_NONE, .order = order, .state = FRAME_TAKEN};
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

// The entry of the frame at that address, or null.
static struct frame *entry_at(uint64_t physical) {
  uint64_t number = physical / FRAME_SIZE;
  if (physical % FRAME_SIZE != 0 || number < frames.first_frame || number >= frames.first_frame + frames.count)
    return NULL;
  return &frames.table[number - frames.first_frame];
}

status_t frames_give(uint64_t physical, uint32_t order) {
  lock_enter(&frames.lock);
  struct frame *frame = entry_at(physical);
  bool is_taken = frame != NULL && frame->state == FRAME_TAKEN && frame->order == order;
  if (is_taken) {
    frames.free += UINT64_C(1) << order;
    uint32_t index = join((uint32_t)(frame - frames.table), &order);
    list_push_front(index, order);  // front: it may still be in the cache
  } else {
    frames.defects++;
  }
  lock_leave(&frames.lock);
  if (is_taken) return OK;
  LOG(LOG_ERROR, "release of 2^%u frames at 0x%llx refused: no such block is taken", order,
      (unsigned long long)physical);
  return INVALID;
}

status_t frames_split(uint64_t physical, uint32_t order) {
  lock_enter(&frames.lock);
  struct frame *frame = entry_at(physical);
  bool is_taken = frame != NULL && order > 0 && frame->state == FRAME_TAKEN && frame->order == order;
  if (is_taken) {
    frame->order = order - 1;
    frame[UINT32_C(1) << (order - 1)] = *frame;
  }
  lock_leave(&frames.lock);
  return is_taken ? OK : INVALID;
}

status_t frames_block(uint64_t physical, uint32_t *order) {
  const struct frame *frame = entry_at(physical);
  if (frame == NULL || frame->state != FRAME_TAKEN) return NOT_FOUND;
  *order = (uint32_t)frame->order;
  return OK;
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
    out->free_blocks[order] = frames.lists[order].count;
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
