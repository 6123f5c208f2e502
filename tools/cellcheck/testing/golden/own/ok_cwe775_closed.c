// SPDX-License-Identifier: Apache-2.0
// ok_cwe775_closed: the file is closed whatever was read.
#include "handle.h"

status_t read_header(const char *path, uint8_t header[static 16]) {
  struct file *file;
  uint32_t count;
  status_t status = file_open(path, &file);
  if (status != OK) return status;
  status = file_read(file, header, 16, &count);
  file_close(file);
  if (status != OK) return status;
  return count < 16 ? CORRUPT : OK;
}
