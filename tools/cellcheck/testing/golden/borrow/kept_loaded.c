// SPDX-License-Identifier: Apache-2.0
// kept_loaded: a pointer that was loaded through the borrow is kept.
// file: kept_loaded.h public
#pragma once
#include "kernel/base/cell.h"

struct message {
  const char *text;
  uint32_t length;
};
struct board {
  const char *last;
};

ATOMIC void board_show(const struct message *message);

// file: kept_loaded.c
#include "kept_loaded.h"

CELL_STATE(struct board, board);

void board_show(const struct message *message) {
  // note: 'message->length' is not 0 here
  if (message->length == 0) return;
  // want: borrow.kept 'board.last' keeps what was reached through 'message', which is borrowed, when the function
  //   returns
  board.last = message->text;
}
