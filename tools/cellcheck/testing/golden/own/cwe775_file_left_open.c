// SPDX-License-Identifier: Apache-2.0
// cwe775_file_left_open: a short read leaves the file open (CWE-775).
#include "handle.h"

status_t read_header(const char *path, uint8_t header[static 16]) {
  struct file *file;
  uint32_t count;
  // note: 'file' is owned from here: file_open made it
  status_t status = file_open(path, &file);
  // note: 'status' is OK here
  if (status != OK) return status;
  status = file_read(file, header, 16, &count);
  // note: 'status' is OK here
  if (status != OK) {
    file_close(file);
    return status;
  }
  // want: own.leak 'file' is lost here, and nobody else holds it
  // note: 'count' is below 16 here
  if (count < 16) return CORRUPT;
  file_close(file);
  return OK;
}
