// SPDX-License-Identifier: Apache-2.0
// cwe672_line_in_helper: a static function enables the interrupt line that its caller has given back (CWE-672).
#include "handle.h"

static status_t begin(uint32_t line, uint32_t times) {
  status_t status = OK;
  // note: the condition is true here
  // note: 'status' is OK here
  for (uint32_t i = 0; i < times && status == OK; i++)
    // want: own.after 'line' is used after line_release took it
    // mend: use it before it goes, or take what is needed out of it before
    status = line_enable(line);
  return status;
}

status_t probe(uint32_t number, uint32_t times) {
  uint32_t line;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &line);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: line_release took it here
  line_release(line);
  return begin(line, times);
}
