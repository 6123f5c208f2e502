// SPDX-License-Identifier: Apache-2.0
// cwe415_helper: a helper releases, and so does its caller (CWE-415).
#include "handle.h"

static void finish(struct file *file, bool is_bad) {
  // note: 'is_bad' is false here
  if (is_bad) return;
  // note: file_close took it here
  file_close(file);
}
status_t touch(const char *path) {
  struct file *file;
  // note: 'file' is owned from here: file_open made it
  status_t status = file_open(path, &file);
  // note: 'status' is OK here
  if (status != OK) return status;
  finish(file, false);
  // want: own.double 'file' is given to file_close, but file_close took it before
  file_close(file);
  return OK;
}
