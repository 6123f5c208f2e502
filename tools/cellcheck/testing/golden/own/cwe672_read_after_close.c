// SPDX-License-Identifier: Apache-2.0
// cwe672_read_after_close: a retry reads from the file that the first error has closed (CWE-672).
#include "handle.h"

status_t load(const char *path, uint8_t *bytes, uint32_t size) {
  struct file *file;
  uint32_t count;
  // note: 'file' is owned from here: file_open made it
  status_t status = file_open(path, &file);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: 'tries' is below 3 here
  // note: 'tries' is below 3 here
  for (uint32_t tries = 0; tries < 3; tries++) {
    // want: own.after 'file' is used after file_close took it
    status = file_read(file, bytes, size, &count);
    // note: 'status' is not OK here
    if (status == OK) break;
    // note: file_close took it here
    file_close(file);
  }
  if (status == OK) file_close(file);
  return status;
}
