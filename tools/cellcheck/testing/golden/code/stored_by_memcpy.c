// SPDX-License-Identifier: Apache-2.0
// stored_by_memcpy: a struct with it in it is copied to the client.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct handlers {
  void (*on_byte)(uint8_t byte);
  uint32_t count;
};
READ void handlers_fill(struct handlers *handlers);
// file: stored_by_memcpy.c
#include "cell.h"

static void drop(uint8_t byte) {
  (void)byte;
}

void handlers_fill(struct handlers *handlers) {
  // note: the address of 'drop' is taken here
  const struct handlers mine = {.on_byte = drop, .count = 1};
  // want: code.address the address of 'drop', which has no gate, is stored through the parameter 'handlers', where it
  //   outlives the call
  *handlers = mine;
}
