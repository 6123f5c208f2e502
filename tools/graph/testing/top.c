// SPDX-License-Identifier: Apache-2.0
// Turns, and looks at what was counted.
#include "tools/graph/testing/bottom.h"
#include "tools/graph/testing/middle.h"

CELL_CALLBACK status_t top_init(void) {
  bottom_add(middle_turn());
  return bottom_count() > 0 ? OK : INVALID;
}

CELL_OPS(struct cell_lifecycle, top_lifecycle) = {.init = top_init};
