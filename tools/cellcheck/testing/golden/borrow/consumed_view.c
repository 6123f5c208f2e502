// SPDX-License-Identifier: Apache-2.0
// consumed_view: a view is released, which its owner does.
// file: consumed_view.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void mailbox_flush(struct mailbox *mailbox);

// file: consumed_view.c
#include "consumed_view.h"

void mailbox_flush(struct mailbox *mailbox) {
  struct letter *first = (struct letter *)mailbox_first(mailbox);
  // want: borrow.consumed 'first' is a view, which its owner releases; letter_destroy would take it
  // note: 'first' is not null here
  // mend: leave it to its owner
  if (first != NULL) letter_destroy(first);
}
