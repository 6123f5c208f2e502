// SPDX-License-Identifier: Apache-2.0
// unused_variable: CELL_UNSAFE before variables of which nothing is wrong.
#include "kernel/base/cell.h"
// want: unsafe.unused CELL_UNSAFE of 'names' excuses nothing
CELL_UNSAFE("a table") static const char *const names[] = {"one", "two"};
const char *name(uint32_t number) {
  // want: unsafe.unused CELL_UNSAFE of 'index' excuses nothing
  CELL_UNSAFE("a local one") uint32_t index = number % 2;
  return names[index];
}
