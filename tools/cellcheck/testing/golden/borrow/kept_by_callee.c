// SPDX-License-Identifier: Apache-2.0
// kept_by_callee: a borrow goes to a parameter that retains.
// file: kept_by_callee.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void mailbox_name(struct mailbox *mailbox, const char *name);

// file: kept_by_callee.c
#include "kept_by_callee.h"

void mailbox_name(struct mailbox *mailbox, const char *name) {
  // want: borrow.kept 'mailbox_watch' keeps 'name', which is borrowed, when the function returns
  mailbox_watch(mailbox, name);
}
