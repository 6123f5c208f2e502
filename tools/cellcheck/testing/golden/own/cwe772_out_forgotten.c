// SPDX-License-Identifier: Apache-2.0
// cwe772_out_forgotten: the out-parameter is set to null on an error, but what it named is not given back (CWE-772).
#include "handle.h"

bool log_begin(const char *path, OWN_RET struct file **file, OWN_RET uint32_t *line) {
  // note: '*file' is owned from here: file_open made it
  // note: 'file_open()' is OK here
  if (file_open(path, file) != OK) return false;
  // note: 'line_claim()' is not OK here
  if (line_claim(4, line) != OK) {
    // want: own.overwritten what '*file' owns is lost: it is overwritten here, and nobody else holds it
    // mend: release what '*file' owns before it is set again
    *file = NULL;
    return false;
  }
  return true;
}
