// SPDX-License-Identifier: Apache-2.0
// ok_reopened: the old file is closed before its place is taken.
// file: ok_reopened.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

struct log {
  OWN struct file *file;
  uint32_t lines;
};

ATOMIC status_t log_open(const char *path);

// file: ok_reopened.c
#include "ok_reopened.h"

CELL_STATE(struct log, log);

status_t log_open(const char *path) {
  struct file *file;
  status_t status = file_open(path, &file);
  if (status != OK) return status;
  if (log.file != NULL) file_close(log.file);
  log.file = file;
  log.lines = 0;
  return OK;
}
