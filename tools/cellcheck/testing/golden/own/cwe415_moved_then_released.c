// SPDX-License-Identifier: Apache-2.0
// cwe415_moved_then_released: what a queue took is released as well.
// file: cwe415_moved_then_released.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC status_t letter_post(struct mailbox *mailbox, uint32_t size);

// file: cwe415_moved_then_released.c
#include "cwe415_moved_then_released.h"

status_t letter_post(struct mailbox *mailbox, uint32_t size) {
  // note: 'letter' is owned from here: letter_create made it
  struct letter *letter = letter_create(size);
  // note: 'letter' is not null here
  if (letter == NULL) return NO_MEMORY;
  // note: mailbox_put took it here
  status_t status = mailbox_put(mailbox, letter);
  // want: own.double 'letter' is given to letter_destroy, but mailbox_put took it before
  letter_destroy(letter);
  return status;
}
