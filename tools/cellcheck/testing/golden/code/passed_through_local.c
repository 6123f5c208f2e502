// SPDX-License-Identifier: Apache-2.0
// passed_through_local: through locals, and a helper that passes it on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: passed_through_local.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}

static void set(void (*handler)(uint8_t)) {
  // want: code.address the address of 'drop', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  handler_set(handler);
}

void begin(void) {
  // note: the address of 'drop' is taken here
  void (*first)(uint8_t) = drop;
  void (*second)(uint8_t) = first;
  // note: 'begin' calls 'set' here
  set(second);
}
