// SPDX-License-Identifier: Apache-2.0
// cwe401_refused_letter: a transfer that was refused leaves the letter with its sender.
// file: cwe401_refused_letter.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC status_t greeting_send(uint32_t task);

// file: cwe401_refused_letter.c
#include "cwe401_refused_letter.h"

status_t greeting_send(uint32_t task) {
  // note: 'letter' is owned from here: letter_create made it
  struct letter *letter = letter_create(16);
  // note: 'letter' is not null here
  if (letter == NULL) return NO_MEMORY;
  letter->from = task;
  // want: own.leak 'letter' is lost here, and nobody else holds it
  return mailbox_put(mailbox_of(task), letter);
}
