// SPDX-License-Identifier: Apache-2.0
// Broken: inline assembly that stores and does not tell the compiler, so that nothing logs it.
#include "kernel/base/cell.h"

CELL_STATE(uint64_t, unlogged_count);

static status_t unlogged_init(void) {
  __asm__ volatile("incq (%0)" : : "r"(&unlogged_count));
  return OK;
}

CELL_OPS(struct cell_lifecycle, unlogged_lifecycle) = {.init = unlogged_init};
