// SPDX-License-Identifier: Apache-2.0
// Has an ops table with a static function in it.
#include "kernel/base/cell.h"

static status_t plain_init(void) {
  return OK;
}
CELL_OPS(struct cell_lifecycle, plain_lifecycle) = {.init = plain_init};
