// SPDX-License-Identifier: Apache-2.0
// Wants its state to lie on a page, and has it declared by hand.
#include "kernel/base/cell.h"

extern uint64_t page;
__attribute__((visibility("default"), used, aligned(4096), section(".cell.state.uint64_t.page"))) uint64_t page;

CELL_CALLBACK status_t page_init(void) {
  return page == 0 ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, page_lifecycle) = {.init = page_init};
