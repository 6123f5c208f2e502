// SPDX-License-Identifier: Apache-2.0
// ok_conditional_move: moved in one arm, released in the other.
// file: ok_conditional_move.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void letter_route(struct mailbox *near, struct mailbox *far, OWN struct letter *letter);

// file: ok_conditional_move.c
#include "ok_conditional_move.h"

void letter_route(struct mailbox *near, struct mailbox *far, struct letter *letter) {
  bool is_gone = false;
  if (letter->from == 0) is_gone = mailbox_put(near, letter) == OK;
  if (!is_gone && mailbox_put(far, letter) == OK) is_gone = true;
  if (!is_gone) letter_destroy(letter);
}
