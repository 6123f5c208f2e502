// SPDX-License-Identifier: Apache-2.0
// Includes the header of a cell that is not among its deps.
#include "kernel/base/cell.h"
#include "kernel/log/log.h"

CELL_CALLBACK status_t include_init(void) {
  return OK;
}
CELL_OPS(struct cell_lifecycle, include_lifecycle) = {.init = include_init};
