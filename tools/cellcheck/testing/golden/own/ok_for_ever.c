// SPDX-License-Identifier: Apache-2.0
// ok_for_ever: a loop without an end has no exit to lose anything at.
// file: ok_for_ever.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

STEPS NORETURN void letters_serve(void);

// file: ok_for_ever.c
#include "ok_for_ever.h"

void letters_serve(void) {
  struct mailbox *mailbox = mailbox_of(0);
  for (;;) {
    struct letter *letter = NULL;
    if (mailbox_take(mailbox, &letter) != OK) continue;
    letter_destroy(letter);
  }
}
