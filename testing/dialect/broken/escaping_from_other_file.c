// SPDX-License-Identifier: Apache-2.0
// Lets the address of a function out that another file of this cell has.
#include "kernel/base/cell.h"

uint32_t answer_elsewhere(void);
CELL_STATE(uint64_t, escaped_elsewhere);

CELL_CALLBACK status_t elsewhere_init(void) {
  escaped_elsewhere = (uint64_t)answer_elsewhere;
  return OK;
}
CELL_OPS(struct cell_lifecycle, elsewhere_lifecycle) = {.init = elsewhere_init};
