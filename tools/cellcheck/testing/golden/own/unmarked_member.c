// SPDX-License-Identifier: Apache-2.0
// unmarked_member: an owned pointer goes into a member without a mark.
// file: unmarked_member.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct board {
  uint8_t *buffer;
  uint32_t size;
};

ATOMIC status_t board_start(uint32_t size);

// file: unmarked_member.c
#include "unmarked_member.h"

CELL_STATE(struct board, board);

status_t board_start(uint32_t size) {
  // note: 'buffer' is owned from here: heap_new made it
  uint8_t *buffer = heap_new(size, 1, "board");
  // note: 'buffer' is not null here
  if (buffer == NULL) return NO_MEMORY;
  // want: own.unmarked 'buffer' goes into 'board.buffer', which is not marked as owning
  // mend: mark 'board.buffer' OWN, or release what it is given before
  board.buffer = buffer;
  board.size = size;
  return OK;
}
