// SPDX-License-Identifier: Apache-2.0
// ok_callback: a CELL_CALLBACK has a gate.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: ok_callback.c
#include "cell.h"
#include "handlers.h"

CELL_CALLBACK void drop(uint8_t byte) {
  (void)byte;
}

void begin(void) {
  handler_set(drop);
}
