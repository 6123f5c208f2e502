// SPDX-License-Identifier: Apache-2.0
// cwe416_after_give: the letter is read after the mailbox has taken it (CWE-416).
#include "mailbox.h"

uint32_t post(struct mailbox *mailbox, uint32_t size) {
  // note: 'letter' is owned from here: letter_create made it
  struct letter *letter = letter_create(size);
  // note: 'letter' is not null here
  if (letter == NULL) return 0;
  // note: mailbox_put took it here
  // note: 'mailbox_put()' is OK here
  if (mailbox_put(mailbox, letter) != OK) {
    letter_destroy(letter);
    return 0;
  }
  // want: own.after 'letter->size' is used after mailbox_put took it
  return letter->size;
}
