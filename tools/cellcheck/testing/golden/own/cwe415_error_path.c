// SPDX-License-Identifier: Apache-2.0
// cwe415_error_path: the error path releases what the callee has already taken (CWE-415).
#include "mailbox.h"

status_t reply(struct mailbox *mailbox, uint32_t size) {
  // note: 'letter' is owned from here: letter_create made it
  // note: 'letter' is owned from here: letter_create made it
  struct letter *letter = letter_create(size);
  // note: 'letter' is not null here
  // note: 'letter' is not null here
  if (letter == NULL) return NO_MEMORY;
  letter->size = size;
  // note: mailbox_put took it here
  status_t status = mailbox_put(mailbox, letter);
  // want: own.double 'letter' is given to letter_destroy, but mailbox_put took it before
  // note: 'status' is OK here
  // note: 'status' is not OK here
  if (status == OK) letter_destroy(letter);
  // want: own.leak 'letter' is lost here, and nobody else holds it
  return status;
}
