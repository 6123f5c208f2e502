// SPDX-License-Identifier: Apache-2.0
// hidden_function: a function of another file of the cell is no better than a static one.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: hidden_function.c
#include "cell.h"
#include "handlers.h"

void drop_all(uint8_t byte);

void drop_all(uint8_t byte) {
  (void)byte;
}

void begin(void) {
  // want: code.address the address of 'drop_all', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  handler_set(drop_all);
}
