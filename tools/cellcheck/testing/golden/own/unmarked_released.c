// SPDX-License-Identifier: Apache-2.0
// unmarked_released: a member is released that nothing says owns.
// file: unmarked_released.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct board {
  uint8_t *buffer;
};

ATOMIC void board_stop(void);

// file: unmarked_released.c
#include "unmarked_released.h"

CELL_STATE(struct board, board);

void board_stop(void) {
  // want: own.unmarked 'board.buffer' is released, but nothing says that it owns
  // mend: mark the member 'buffer' OWN
  heap_delete(board.buffer);
  board.buffer = NULL;
}
