// SPDX-License-Identifier: Apache-2.0
// consumed_given_away: what was lent is given to a mailbox.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

struct letter;
struct mailbox;
ATOMIC status_t forward(struct mailbox *mailbox, struct letter *letter);
// file: consumed_given_away.c
#include "mailbox.h"
#include "subject.h"

status_t forward(struct mailbox *mailbox, struct letter *letter) {
  // want: borrow.consumed 'letter' is borrowed, and mailbox_put takes it here
  return mailbox_put(mailbox, letter);
}
