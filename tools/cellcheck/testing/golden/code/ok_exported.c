// SPDX-License-Identifier: Apache-2.0
// ok_exported: an exported function has one too.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
ATOMIC void drop(uint8_t byte);
// file: ok_exported.c
#include "cell.h"
#include "handlers.h"

void drop(uint8_t byte) {
  (void)byte;
}

void begin(void) {
  handler_set(drop);
  struct handlers handlers = {.on_byte = drop};
  handlers_set(&handlers);
}
