// SPDX-License-Identifier: Apache-2.0
// Wants its state to lie on a page.
#include "kernel/base/cell.h"

struct page {
  alignas(4096) uint8_t bytes[32];
};
CELL_STATE(struct page, page);

CELL_CALLBACK status_t page_init(void) {
  return page.bytes[0] == 0 ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, page_lifecycle) = {.init = page_init};
