// SPDX-License-Identifier: Apache-2.0
// mailbox: takes letters, and gives them out again.
#pragma once
#include "kernel/base/cell.h"

struct mailbox;
struct letter {
  uint32_t size;
  uint32_t from;
  OWN uint8_t *bytes;
};

READ VIEW_RET struct mailbox *mailbox_of(uint32_t task);
ATOMIC OWN_RET struct letter *letter_create(uint32_t size);
ATOMIC void letter_destroy(OWN struct letter *letter);
ATOMIC status_t mailbox_put(struct mailbox *mailbox, OWN struct letter *letter);  // FULL: the letter stays the caller's
ATOMIC status_t mailbox_take(struct mailbox *mailbox, OWN_RET struct letter **letter);  // EMPTY
READ VIEW_RET const struct letter *mailbox_first(const struct mailbox *mailbox);
ATOMIC void mailbox_watch(struct mailbox *mailbox, RETAINS const char *name);
