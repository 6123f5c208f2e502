// SPDX-License-Identifier: Apache-2.0
// cwe416_message_after_close: the size is asked for after the file was closed (CWE-416).
#include "handle.h"

uint64_t size_of(const char *path) {
  struct file *file;
  // note: 'file' is owned from here: file_open made it
  // note: 'file_open()' is OK here
  if (file_open(path, &file) != OK) return 0;
  // note: file_close took it here
  file_close(file);
  // want: own.after 'file' is used after file_close took it
  return file_size(file);
}
