// SPDX-License-Identifier: Apache-2.0
// steps_moves_cursor: a STEPS function moves its client's cursor on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct cursor {
  uint64_t next;
};
// note: 'step' is STEPS
STEPS status_t step(struct cursor *cursor);
// file: steps_moves_cursor.c
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

status_t step(struct cursor *cursor) {
  if (cursor->next >= counts.writes) return NOT_FOUND;
  // want: kind.stores the client's 'cursor' is moved on by the STEPS function itself: made again, it moves twice
  cursor->next++;
  return OK;
}
