// SPDX-License-Identifier: Apache-2.0
// cwe401_loop: each round makes a letter, and a full mailbox ends the loop with one in hand (CWE-401).
#include "mailbox.h"

uint32_t mail_all(struct mailbox *mailbox, const uint32_t *sizes, uint32_t count) {
  uint32_t sent = 0;
  while (sent < count) {
    // note: 'letter' is owned from here: letter_create made it
    struct letter *letter = letter_create(sizes[sent]);
    // note: 'letter' is not null here
    if (letter == NULL) break;
    // want: own.leak 'letter' is lost here, and nobody else holds it
    // note: 'mailbox_put()' is not OK here
    if (mailbox_put(mailbox, letter) != OK) break;
    sent++;
  }
  return sent;
}
