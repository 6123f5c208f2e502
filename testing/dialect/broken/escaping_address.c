// SPDX-License-Identifier: Apache-2.0
// Lets the address of a static function out.
#include "kernel/base/cell.h"

CELL_STATE(uint64_t, escaped);

static uint32_t answer(void) {
  return 42;
}

CELL_CALLBACK status_t escape_init(void) {
  escaped = (uint64_t)answer;
  return OK;
}
CELL_OPS(struct cell_lifecycle, escape_lifecycle) = {.init = escape_init};
