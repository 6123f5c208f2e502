// SPDX-License-Identifier: Apache-2.0
// cwe772_two_resources: when the second cannot be had, the first is not given back (CWE-772).
#include "handle.h"
#include "span.h"

status_t device_begin(uint32_t number, OWN_RET uint32_t *line, OWN_RET void **registers) {
  status_t status = line_claim(number, line);
  if (status != OK) return status;
  status = span_reserve(1, registers);
  if (status != OK) return status;
  return OK;
}
