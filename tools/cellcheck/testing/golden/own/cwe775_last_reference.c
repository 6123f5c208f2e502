// SPDX-License-Identifier: Apache-2.0
// cwe775_last_reference: the only name of an open file is set to null.
// file: cwe775_last_reference.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

struct log {
  OWN struct file *file;
  uint32_t lines;
};

ATOMIC void log_stop(void);

// file: cwe775_last_reference.c
#include "cwe775_last_reference.h"

CELL_STATE(struct log, log);

void log_stop(void) {
  // note: 'log.file' is not null here
  if (log.file == NULL) return;
  // want: own.overwritten what 'log.file' owns is lost: it is overwritten here, and nobody else holds it
  log.file = NULL;
  log.lines = 0;
}
