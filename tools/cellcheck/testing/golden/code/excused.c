// SPDX-License-Identifier: Apache-2.0
// excused: CELL_UNSAFE excuses it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: excused.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}

CELL_UNSAFE("taken back before this returns") void begin(void) {
  // excused: code.address the address of 'drop', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  handler_set(drop);
  handler_set(NULL);
}
