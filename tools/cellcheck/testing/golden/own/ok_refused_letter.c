// SPDX-License-Identifier: Apache-2.0
// ok_refused_letter: a transfer that was refused is followed by a release.
// file: ok_refused_letter.h public
#pragma once
#include "kernel/base/cell.h"
#include "mailbox.h"

ATOMIC status_t greeting_send(uint32_t task);

// file: ok_refused_letter.c
#include "ok_refused_letter.h"

status_t greeting_send(uint32_t task) {
  struct letter *letter = letter_create(16);
  if (letter == NULL) return NO_MEMORY;
  status_t status = mailbox_put(mailbox_of(task), letter);
  if (status != OK) letter_destroy(letter);
  return status;
}
