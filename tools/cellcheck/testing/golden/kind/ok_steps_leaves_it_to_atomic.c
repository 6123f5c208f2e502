// SPDX-License-Identifier: Apache-2.0
// ok_steps_leaves_it_to_atomic: an ATOMIC function stores, and moves the cursor on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct cursor {
  uint64_t next;
};
ATOMIC status_t take_one(struct cursor *cursor);
STEPS status_t take_all(struct cursor *cursor, uint64_t *count);
// file: ok_steps_leaves_it_to_atomic.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

status_t take_one(struct cursor *cursor) {
  if (counts.writes == 0) return EMPTY;
  counts.writes--;
  cursor->next++;
  return OK;
}

status_t take_all(struct cursor *cursor, uint64_t *count) {
  uint64_t taken[2] = {};
  while (take_one(cursor) == OK)
    taken[0]++;
  *count = taken[0];
  return OK;
}
