// SPDX-License-Identifier: Apache-2.0
// Calls a cell that it reaches only through another one.
#include "kernel/base/cell.h"

__attribute__((visibility("default"))) uint64_t clock_now(void);

CELL_CALLBACK status_t call_init(void) {
  return clock_now() == 0 ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, call_lifecycle) = {.init = call_init};
