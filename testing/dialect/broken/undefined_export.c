// SPDX-License-Identifier: Apache-2.0
// Defines none of what its header declares.
#include "testing/dialect/broken/undefined_export.h"

CELL_CALLBACK status_t promise_init(void) {
  return OK;
}
CELL_OPS(struct cell_lifecycle, promise_lifecycle) = {.init = promise_init};
