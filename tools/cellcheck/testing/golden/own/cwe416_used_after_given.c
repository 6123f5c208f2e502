// SPDX-License-Identifier: Apache-2.0
// cwe416_used_after_given: a letter is stamped after the mailbox has it.
// file: cwe416_used_after_given.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC status_t letter_stamp(struct mailbox *mailbox, uint32_t size);

// file: cwe416_used_after_given.c
#include "cwe416_used_after_given.h"

status_t letter_stamp(struct mailbox *mailbox, uint32_t size) {
  // note: 'letter' is owned from here: letter_create made it
  struct letter *letter = letter_create(size);
  // note: 'letter' is not null here
  if (letter == NULL) return NO_MEMORY;
  // note: mailbox_put took it here
  status_t status = mailbox_put(mailbox, letter);
  // note: 'status' is OK here
  if (status == OK)
    // want: own.after 'letter->from' is used after mailbox_put took it
    letter->from = 7;
  else
    letter_destroy(letter);
  return status;
}
