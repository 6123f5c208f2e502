// SPDX-License-Identifier: Apache-2.0
// cwe772_second_file: the first file stays open when the second one does not open.
// file: cwe772_second_file.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t file_compare(const char *left, const char *right, bool *is_same);

// file: cwe772_second_file.c
#include "cwe772_second_file.h"

status_t file_compare(const char *left, const char *right, bool *is_same) {
  struct file *a, *b;
  // note: 'a' is owned from here: file_open made it
  status_t status = file_open(left, &a);
  // note: 'status' is OK here
  if (status != OK) return status;
  status = file_open(right, &b);
  // want: own.leak 'a' is lost here, and nobody else holds it
  // note: 'status' is not OK here
  if (status != OK) return status;
  *is_same = file_size(a) == file_size(b);
  file_close(a);
  file_close(b);
  return OK;
}
