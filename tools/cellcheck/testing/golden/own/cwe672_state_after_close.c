// SPDX-License-Identifier: Apache-2.0
// cwe672_state_after_close: state is used after its file went.
// file: cwe672_state_after_close.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

struct journal {
  OWN struct file *file;
  uint64_t size;
};

ATOMIC void journal_stop(void);

// file: cwe672_state_after_close.c
#include "cwe672_state_after_close.h"

CELL_STATE(struct journal, journal);

void journal_stop(void) {
  if (journal.file == NULL) return;
  // note: file_close took it here
  file_close(journal.file);
  // want: own.after 'journal.file' is used after file_close took it
  journal.size = file_size(journal.file);
  journal.file = NULL;
}
