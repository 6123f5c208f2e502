// SPDX-License-Identifier: Apache-2.0
// cwe401_conditional_move: released in one arm only.
// file: cwe401_conditional_move.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void letter_route(struct mailbox *near, struct mailbox *far, OWN struct letter *letter);

// file: cwe401_conditional_move.c
#include "cwe401_conditional_move.h"

// note: 'letter' is owned from here: the parameter is marked OWN
void letter_route(struct mailbox *near, struct mailbox *far, struct letter *letter) {
  // note: 'letter->from' is not 0 here
  if (letter->from == 0) {
    if (mailbox_put(near, letter) != OK) letter_destroy(letter);
  } else {
    (void)mailbox_put(far, letter);
  }
  // want: own.parameter 'letter' is marked OWN and is not consumed on this path
}
