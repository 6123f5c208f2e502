// SPDX-License-Identifier: Apache-2.0
// passed_as_integer: as a number.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: passed_as_integer.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}

void begin(void) {
  // note: the address of 'drop' is taken here
  uint64_t address = (uint64_t)drop;
  // want: code.address the address of 'drop', which has no gate, is passed to 'word_set', whose parameter is not
  //   NOESCAPE
  word_set(address);
}
