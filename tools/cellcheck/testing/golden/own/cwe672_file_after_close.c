// SPDX-License-Identifier: Apache-2.0
// cwe672_file_after_close: a file is read after it was closed.
// file: cwe672_file_after_close.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t header_read(const char *path, void *bytes, uint32_t size);

// file: cwe672_file_after_close.c
#include "cwe672_file_after_close.h"

status_t header_read(const char *path, void *bytes, uint32_t size) {
  struct file *file;
  uint32_t count = 0;
  // note: 'file' is owned from here: file_open made it
  status_t status = file_open(path, &file);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: the condition is true here
  // note: file_close took it here
  if (file_size(file) < size) file_close(file);
  // want: own.after 'file' is used after file_close took it
  status = file_read(file, bytes, size, &count);
  file_close(file);
  return status;
}
