// SPDX-License-Identifier: Apache-2.0
// The same inside a function.
#include "kernel/base/cell.h"

CELL_CALLBACK status_t local_init(void) {
  static uint64_t calls = 7;
  return ++calls == 0 ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, local_lifecycle) = {.init = local_init};
