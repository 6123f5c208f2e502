// SPDX-License-Identifier: Apache-2.0
// cwe772_line_used_only: an interrupt line is enabled, which is no release, and never given back (CWE-772).
#include "handle.h"

status_t probe(uint32_t number) {
  uint32_t line;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &line);
  // note: 'status' is OK here
  if (status != OK) return status;
  // want: own.leak 'line' is lost here, and nobody else holds it
  // mend: call line_release before, or give it away
  return line_enable(line);
}
