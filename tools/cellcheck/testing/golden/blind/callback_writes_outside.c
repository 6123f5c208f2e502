// SPDX-License-Identifier: Apache-2.0
// callback_writes_outside: nobody says when the callback runs, so nobody holds it to a kind: it may be outside any transaction.
// file: cell.h public
#pragma once
#include "handlers.h"
#include "kernel/base/cell.h"
ATOMIC void begin(void);
READ uint64_t count(void);
// file: callback_writes_outside.c
#include "cell.h"

CELL_STATE(uint64_t, bytes);

CELL_CALLBACK void count_byte(uint8_t byte) {
  (void)byte;
  bytes++;
}

void begin(void) {
  handler_set(count_byte);
}

uint64_t count(void) {
  return bytes;
}
