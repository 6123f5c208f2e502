// SPDX-License-Identifier: Apache-2.0
// ok_cwe401_loop: the letter that the mailbox did not take is destroyed.
#include "mailbox.h"

uint32_t mail_all(struct mailbox *mailbox, const uint32_t *sizes, uint32_t count) {
  uint32_t sent = 0;
  while (sent < count) {
    struct letter *letter = letter_create(sizes[sent]);
    if (letter == NULL) break;
    if (mailbox_put(mailbox, letter) != OK) {
      letter_destroy(letter);
      break;
    }
    sent++;
  }
  return sent;
}
