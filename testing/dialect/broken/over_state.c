// SPDX-License-Identifier: Apache-2.0
// Keeps more than its budget allows.
#include "kernel/base/cell.h"

struct hoard {
  uint8_t bytes[128];
};
CELL_STATE(struct hoard, hoard);

CELL_CALLBACK status_t hoard_init(void) {
  return hoard.bytes[0] == 0 ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, hoard_lifecycle) = {.init = hoard_init};
