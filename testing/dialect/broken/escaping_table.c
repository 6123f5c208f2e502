// SPDX-License-Identifier: Apache-2.0
// Has a table of static functions that is no CELL_OPS.
#include "kernel/base/cell.h"

static uint32_t first(void) {
  return 1;
}
static uint32_t second(void) {
  return 2;
}
static uint32_t (*const choices[])(void) = {first, second};

CELL_CALLBACK status_t table_init(void) {
  volatile uint32_t which = 1;
  return choices[which]() == 2 ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, table_lifecycle) = {.init = table_init};
