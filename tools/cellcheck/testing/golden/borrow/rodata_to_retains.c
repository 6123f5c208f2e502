// SPDX-License-Identifier: Apache-2.0
// rodata_to_retains: a literal goes to a parameter that retains.
// file: rodata_to_retains.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void mailbox_start(struct mailbox *mailbox);

// file: rodata_to_retains.c
#include "rodata_to_retains.h"

void mailbox_start(struct mailbox *mailbox) {
  // want: borrow.rodata 'mailbox_watch' keeps the address of a string literal
  mailbox_watch(mailbox, "letters");
}
