// SPDX-License-Identifier: Apache-2.0
// Belongs to a header with a request that does not fit its gate.
#include "testing/dialect/broken/long_request.h"

void long_answer(const char *format, ...) {
  (void)format;
}
