// SPDX-License-Identifier: Apache-2.0
// passed_by_table: the constant table that it stands in is passed on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: passed_by_table.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}
static const struct handlers handlers = {.on_byte = drop};

void begin(void) {
  // want: code.address the address of 'drop', which has no gate, is passed to 'handlers_set', whose parameter is not
  //   NOESCAPE
  handlers_set(&handlers);
}
