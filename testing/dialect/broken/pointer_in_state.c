// SPDX-License-Identifier: Apache-2.0
// The first value of its state points into its own constants.
#include "kernel/base/cell.h"

struct greeting {
  const char *text;
};
CELL_STATE(struct greeting, pointed_greeting) = {.text = "good day"};

CELL_CALLBACK status_t pointer_init(void) {
  return pointed_greeting.text == NULL ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, pointer_lifecycle) = {.init = pointer_init};
