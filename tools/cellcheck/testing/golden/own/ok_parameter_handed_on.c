// SPDX-License-Identifier: Apache-2.0
// ok_parameter_handed_on: an OWN parameter goes on to another one, or is released.
// file: ok_parameter_handed_on.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC void letter_send(uint32_t task, OWN struct letter *letter);

// file: ok_parameter_handed_on.c
#include "ok_parameter_handed_on.h"

void letter_send(uint32_t task, struct letter *letter) {
  struct mailbox *mailbox = mailbox_of(task);
  if (mailbox == NULL || mailbox_put(mailbox, letter) != OK) letter_destroy(letter);
}
