// SPDX-License-Identifier: Apache-2.0
// table: what the tests find in the graph by its type.
#pragma once
#include "kernel/base/cell.h"

struct swap_test_table {
  const char *name;
  uint32_t (*version)(void);
};
