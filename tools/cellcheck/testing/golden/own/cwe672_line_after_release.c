// SPDX-License-Identifier: Apache-2.0
// cwe672_line_after_release: an interrupt line is enabled after it was given back (CWE-672).
#include "handle.h"

status_t probe(uint32_t number) {
  uint32_t line;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &line);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: line_release took it here
  line_release(line);
  // want: own.after 'line' is used after line_release took it
  // mend: use it before it goes, or take what is needed out of it before
  return line_enable(line);
}
