// SPDX-License-Identifier: Apache-2.0
// Uses that plain code.
#include "kernel/base/cell.h"

void plain_say(void);

CELL_CALLBACK status_t plain_init(void) {
  plain_say();
  return OK;
}
CELL_OPS(struct cell_lifecycle, plain_lifecycle) = {.init = plain_init};
