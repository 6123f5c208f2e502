// SPDX-License-Identifier: Apache-2.0
// ok_cwe772_two_resources: the first is given back.
#include "handle.h"
#include "span.h"

status_t device_begin(uint32_t number, OWN_RET uint32_t *line, OWN_RET void **registers) {
  uint32_t claimed;
  status_t status = line_claim(number, &claimed);
  if (status != OK) return status;
  status = span_reserve(1, registers);
  if (status != OK) {
    line_release(claimed);
    return status;
  }
  *line = claimed;
  return OK;
}
