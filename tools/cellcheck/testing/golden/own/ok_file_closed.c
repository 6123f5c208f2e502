// SPDX-License-Identifier: Apache-2.0
// ok_file_closed: a file is closed on each way out.
// file: ok_file_closed.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t config_read(const char *path, uint32_t *value);

// file: ok_file_closed.c
#include "ok_file_closed.h"

status_t config_read(const char *path, uint32_t *value) {
  struct file *file = NULL;
  uint32_t count = 0;
  if (file_open(path, &file) != OK) return NOT_FOUND;
  status_t status = file_size(file) == 0 ? EMPTY : file_read(file, value, sizeof *value, &count);
  file_close(file);
  return status;
}
