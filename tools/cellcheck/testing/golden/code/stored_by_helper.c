// SPDX-License-Identifier: Apache-2.0
// stored_by_helper: a helper stores it where its caller says: into the client's object.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct handlers {
  void (*on_byte)(uint8_t byte);
};
READ void handlers_fill(struct handlers *handlers);
// file: stored_by_helper.c
#include "cell.h"

static void drop(uint8_t byte) {
  (void)byte;
}

static void set(void (**to)(uint8_t), void (*handler)(uint8_t)) {
  // want: code.address the address of 'drop', which has no gate, is stored through the parameter 'handlers', where it
  //   outlives the call
  *to = handler;
}

void handlers_fill(struct handlers *handlers) {
  // note: the address of 'drop' is taken here
  // note: 'handlers_fill' calls 'set' here
  set(&handlers->on_byte, drop);
}
