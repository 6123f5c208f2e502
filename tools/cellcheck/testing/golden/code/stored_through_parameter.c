// SPDX-License-Identifier: Apache-2.0
// stored_through_parameter: into the caller's struct.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct handlers {
  void (*on_byte)(uint8_t byte);
};
READ void handlers_fill(struct handlers *handlers);
// file: stored_through_parameter.c
#include "cell.h"

static void drop(uint8_t byte) {
  (void)byte;
}

void handlers_fill(struct handlers *handlers) {
  // want: code.address the address of 'drop', which has no gate, is stored through the parameter 'handlers', where it
  //   outlives the call
  handlers->on_byte = drop;
}
