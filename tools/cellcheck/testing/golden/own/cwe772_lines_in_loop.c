// SPDX-License-Identifier: Apache-2.0
// cwe772_lines_in_loop: where one of several lines cannot be had, those before it stay claimed (CWE-772).
#include "handle.h"

enum { LINES = 3 };

status_t device_begin(uint32_t first, OWN_RET uint32_t *lines) {
  // note: 'i' is below 3 here
  for (uint32_t i = 0; i < LINES; i++) {
    // note: '*lines' is owned from here: line_claim made it
    status_t status = line_claim(first + i, &lines[i]);
    // want: own.leak '*lines' is lost here: the caller takes what is left there on OK only
    // note: 'status' is OK here
    // note: 'status' is not OK here
    // mend: call line_release before, or return OK
    if (status != OK) return status;
  }
  return OK;
}
