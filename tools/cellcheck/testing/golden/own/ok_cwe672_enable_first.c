// SPDX-License-Identifier: Apache-2.0
// ok_cwe672_enable_first: the line is enabled while it is held.
#include "handle.h"

status_t probe(uint32_t number) {
  uint32_t line;
  status_t status = line_claim(number, &line);
  if (status != OK) return status;
  status = line_enable(line);
  line_release(line);
  return status;
}
