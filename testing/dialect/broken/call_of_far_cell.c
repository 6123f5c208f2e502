// SPDX-License-Identifier: Apache-2.0
// Calls a cell that it reaches only through another one.
#include "kernel/base/cell.h"

__attribute__((visibility("default"))) bool frames_check(void);

CELL_CALLBACK status_t call_init(void) {
  return frames_check() ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, call_lifecycle) = {.init = call_init};
