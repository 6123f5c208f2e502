// SPDX-License-Identifier: Apache-2.0
// A cell whose init fails.
#include "testing/swap/table.h"

CELL_CALLBACK status_t refuses_init(void) {
  return CORRUPT;
}
CELL_CALLBACK uint32_t refuses_version(void) {
  return 7;
}
CELL_OPS(struct cell_lifecycle, refuses_lifecycle) = {.init = refuses_init};
CELL_OPS(struct swap_test_table, refuses_table) = {.name = "refuses", .version = refuses_version};
