// SPDX-License-Identifier: Apache-2.0
// ok_cwe415_error_path: only when the mailbox has not taken it is the letter destroyed.
#include "mailbox.h"

status_t reply(struct mailbox *mailbox, uint32_t size) {
  struct letter *letter = letter_create(size);
  if (letter == NULL) return NO_MEMORY;
  letter->size = size;
  status_t status = mailbox_put(mailbox, letter);
  if (status != OK) letter_destroy(letter);
  return status;
}
