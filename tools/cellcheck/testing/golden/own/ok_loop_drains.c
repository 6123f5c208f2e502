// SPDX-License-Identifier: Apache-2.0
// ok_loop_drains: what a loop takes it releases, whichever way it goes on.
// file: ok_loop_drains.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC uint32_t letters_of(struct mailbox *mailbox, uint32_t from);

// file: ok_loop_drains.c
#include "ok_loop_drains.h"

uint32_t letters_of(struct mailbox *mailbox, uint32_t from) {
  uint32_t count = 0;
  struct letter *letter = NULL;
  while (mailbox_take(mailbox, &letter) == OK) {
    bool is_wanted = letter->from == from;
    letter_destroy(letter);
    if (!is_wanted) continue;
    if (++count == 100) break;
  }
  return count;
}
