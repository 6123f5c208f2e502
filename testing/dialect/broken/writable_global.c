// SPDX-License-Identifier: Apache-2.0
// Keeps something between calls without saying so.
#include "kernel/base/cell.h"

static uint32_t counted;

CELL_CALLBACK status_t count_init(void) {
  return ++counted == 0 ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, count_lifecycle) = {.init = count_init};
