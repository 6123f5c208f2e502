// SPDX-License-Identifier: Apache-2.0
// Belongs to a header that exports an array.
#include "kernel/base/cell.h"

CELL_CALLBACK status_t array_init(void) {
  return OK;
}
CELL_OPS(struct cell_lifecycle, array_lifecycle) = {.init = array_init};
