// SPDX-License-Identifier: Apache-2.0
// Calls what no cell exports.
#include "kernel/base/cell.h"

__attribute__((visibility("default"))) status_t nobody_has_this(void);

CELL_CALLBACK status_t nobody_init(void) {
  return nobody_has_this();
}
CELL_OPS(struct cell_lifecycle, nobody_lifecycle) = {.init = nobody_init};
