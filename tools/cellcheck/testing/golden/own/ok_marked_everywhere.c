// SPDX-License-Identifier: Apache-2.0
// ok_marked_everywhere: marks on the member, the out-parameter and the result.
// file: ok_marked_everywhere.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

struct board {
  OWN struct ring *ring;
};

ATOMIC status_t board_start(void);
ATOMIC status_t board_take(OWN_RET struct ring **out);
ATOMIC OWN_RET struct ring *board_fresh(void);

// file: ok_marked_everywhere.c
#include "ok_marked_everywhere.h"

CELL_STATE(struct board, board);

status_t board_start(void) {
  if (board.ring != NULL) return EXISTS;
  board.ring = ring_create(8);
  return board.ring != NULL ? OK : NO_MEMORY;
}

status_t board_take(struct ring **out) {
  if (board.ring == NULL) return EMPTY;
  *out = board.ring;
  board.ring = NULL;
  return OK;
}

struct ring *board_fresh(void) {
  struct ring *ring = ring_create(8);
  return ring;
}
