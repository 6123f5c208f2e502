// SPDX-License-Identifier: Apache-2.0
// cleanup_of_number: an interrupt line, whose life ends with a look at it or with its release.
#include "handle.h"
static void give(uint32_t *line) {
  line_release(*line);
}
static void look(uint32_t *line) {
  (void)line_enable(*line);
}
status_t kept(uint32_t number) {
  uint32_t claimed;
  status_t status = line_claim(number, &claimed);
  if (status != OK) return status;
  __attribute__((cleanup(give))) uint32_t line = claimed;
  return line_enable(line);
}
status_t lost(uint32_t number) {
  uint32_t claimed;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &claimed);
  // note: 'status' is OK here
  if (status != OK) return status;
  __attribute__((cleanup(look))) uint32_t line = claimed;
  // want: own.leak 'line' is lost here, and nobody else holds it
  // mend: call line_release before, or give it away
  return OK;
}
