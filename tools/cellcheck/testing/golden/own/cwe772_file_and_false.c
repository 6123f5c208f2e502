// SPDX-License-Identifier: Apache-2.0
// cwe772_file_and_false: the file is left in the out-parameter of a function that says that there is none (CWE-772).
#include "handle.h"

bool log_begin(const char *path, OWN_RET struct file **file) {
  // note: '*file' is owned from here: file_open made it
  // note: 'file_open()' is OK here
  if (file_open(path, file) != OK) return false;
  // want: own.leak '*file' is lost here: the caller takes what is left there on true only
  // note: 'file_size()' is not 0 here
  // mend: call file_close before, or return true
  return file_size(*file) == 0 ? true : false;
}
