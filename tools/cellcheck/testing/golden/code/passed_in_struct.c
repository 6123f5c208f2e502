// SPDX-License-Identifier: Apache-2.0
// passed_in_struct: in a struct that is passed on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: passed_in_struct.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}

void begin(void) {
  // note: the address of 'drop' is taken here
  struct handlers handlers = {.on_byte = drop};
  // want: code.address the address of 'drop', which has no gate, is passed to 'handlers_set', whose parameter is not
  //   NOESCAPE
  handlers_set(&handlers);
}
