// SPDX-License-Identifier: Apache-2.0
// Its table has a member more than testing/swap/table.h says.
#include "kernel/base/cell.h"

struct swap_test_table {
  const char *name;
  uint32_t (*version)(void);
  uint64_t more;
};

CELL_CALLBACK uint32_t other_table_version(void) {
  return 7;
}

CELL_OPS(struct swap_test_table, other_table) = {.name = "other", .version = other_table_version};
