// SPDX-License-Identifier: Apache-2.0
// Says hello and powers off: the whole of //images:minimal.
#include "kernel/base/cell.h"
#include "kernel/console/console.h"
#include "kernel/power/power.h"

CELL_CALLBACK void hello_main(void) {
  console_print("Hello from Delias.\n");
  power_off(0);
}

CELL_OPS(struct cell_lifecycle, hello_lifecycle) = {.main = hello_main};
