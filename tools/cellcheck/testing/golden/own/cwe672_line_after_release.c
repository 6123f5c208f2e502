// SPDX-License-Identifier: Apache-2.0
// cwe672_line_after_release: an interrupt line is enabled after it was given back (CWE-672).
#include "handle.h"

status_t probe(uint32_t number) {
  uint32_t line;
  status_t status = line_claim(number, &line);
  if (status != OK) return status;
  line_release(line);
  return line_enable(line);
}
