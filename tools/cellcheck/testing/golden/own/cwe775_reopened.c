// SPDX-License-Identifier: Apache-2.0
// cwe775_reopened: state gets a new file while it was seen to have one.
// file: cwe775_reopened.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

struct log {
  OWN struct file *file;
  uint32_t lines;
};

ATOMIC status_t log_open(const char *path);

// file: cwe775_reopened.c
#include "cwe775_reopened.h"

CELL_STATE(struct log, log);

status_t log_open(const char *path) {
  struct file *file;
  // note: 'log.file' is not null here
  if (log.file != NULL) log.lines = 0;
  status_t status = file_open(path, &file);
  // want: own.overwritten what 'log.file' owns is lost: it is overwritten here, and nobody else holds it
  // note: 'status' is OK here
  if (status == OK) log.file = file;
  return status;
}
