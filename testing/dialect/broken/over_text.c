// SPDX-License-Identifier: Apache-2.0
// Has more code than its budget allows.
#include "kernel/base/cell.h"

CELL_CALLBACK status_t over_init(void) {
  __asm__ volatile(".fill 2048, 1, 0x90");
  return OK;
}
CELL_OPS(struct cell_lifecycle, over_lifecycle) = {.init = over_init};
