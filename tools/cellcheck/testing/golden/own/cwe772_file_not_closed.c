// SPDX-License-Identifier: Apache-2.0
// cwe772_file_not_closed: a file stays open where it is empty.
// file: cwe772_file_not_closed.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t config_read(const char *path, uint32_t *value);

// file: cwe772_file_not_closed.c
#include "cwe772_file_not_closed.h"

status_t config_read(const char *path, uint32_t *value) {
  struct file *file = NULL;
  uint32_t count = 0;
  // note: 'file' is owned from here: file_open made it
  status_t status = file_open(path, &file);
  // note: 'status' is OK here
  if (status != OK) return status;
  // want: own.leak 'file' is lost here, and nobody else holds it
  // note: 'file_size()' is 0 here
  // mend: call file_close before, or give it away
  if (file_size(file) == 0) return EMPTY;
  status = file_read(file, value, sizeof *value, &count);
  file_close(file);
  return status == OK && count != sizeof *value ? CORRUPT : status;
}
