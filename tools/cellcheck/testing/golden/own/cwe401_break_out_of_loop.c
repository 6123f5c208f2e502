// SPDX-License-Identifier: Apache-2.0
// cwe401_break_out_of_loop: a letter is lost when the loop ends early.
// file: cwe401_break_out_of_loop.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC uint32_t letters_of(struct mailbox *mailbox, uint32_t from, uint32_t most);

// file: cwe401_break_out_of_loop.c
#include "cwe401_break_out_of_loop.h"

uint32_t letters_of(struct mailbox *mailbox, uint32_t from, uint32_t most) {
  uint32_t count = 0;
  struct letter *letter = NULL;
  // note: 'letter' is owned from here: mailbox_take made it
  // note: 'mailbox_take()' is OK here
  while (mailbox_take(mailbox, &letter) == OK) {
    // note: the condition is true here
    if (letter->from != from) break;
    if (++count > most) count = most;
    letter_destroy(letter);
  }
  // want: own.leak 'letter' is lost here, and nobody else holds it
  return count;
}
