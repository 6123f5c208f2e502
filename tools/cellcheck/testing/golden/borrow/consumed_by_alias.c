// SPDX-License-Identifier: Apache-2.0
// consumed_by_alias: an alias of a borrow is given away.
// file: consumed_by_alias.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC status_t letter_forward(struct mailbox *mailbox, struct letter *letter, bool is_copy);

// file: consumed_by_alias.c
#include "consumed_by_alias.h"

status_t letter_forward(struct mailbox *mailbox, struct letter *letter, bool is_copy) {
  struct letter *sent = letter;
  // note: 'is_copy' is false here
  if (is_copy) return UNSUPPORTED;
  // want: borrow.consumed 'sent' is borrowed, and mailbox_put takes it here
  return mailbox_put(mailbox, sent);
}
