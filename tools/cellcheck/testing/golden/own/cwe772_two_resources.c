// SPDX-License-Identifier: Apache-2.0
// cwe772_two_resources: when the second cannot be had, the first is not given back (CWE-772).
#include "handle.h"
#include "span.h"

status_t device_begin(uint32_t number, OWN_RET uint32_t *line, OWN_RET void **registers) {
  // note: '*line' is owned from here: line_claim made it
  status_t status = line_claim(number, line);
  // note: 'status' is OK here
  if (status != OK) return status;
  status = span_reserve(1, registers);
  // want: own.leak '*line' is lost here: the caller takes what is left there on OK only
  // note: 'status' is not OK here
  // mend: call line_release before, or return OK
  if (status != OK) return status;
  return OK;
}
