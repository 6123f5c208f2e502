// SPDX-License-Identifier: Apache-2.0
// ok_cwe416_ask_first: the size is asked for before the file is closed.
#include "handle.h"

uint64_t size_of(const char *path) {
  struct file *file;
  if (file_open(path, &file) != OK) return 0;
  uint64_t size = file_size(file);
  file_close(file);
  return size;
}
