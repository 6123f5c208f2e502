// SPDX-License-Identifier: Apache-2.0
// Belongs to a header that exports a variable.
#include "kernel/base/cell.h"

CELL_CALLBACK status_t headed_init(void) {
  return OK;
}
CELL_OPS(struct cell_lifecycle, headed_lifecycle) = {.init = headed_init};
