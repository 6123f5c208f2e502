// SPDX-License-Identifier: Apache-2.0
// passed_through_pointer: to a function that is called through a pointer.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct registry {
  void (*add)(void (*handler)(uint8_t byte));
};
ATOMIC void begin(const struct registry *registry);
// file: passed_through_pointer.c
#include "cell.h"

static void drop(uint8_t byte) {
  (void)byte;
}

void begin(const struct registry *registry) {
  // want: code.address the address of 'drop', which has no gate, is passed to a function that is called through a
  //   pointer, which may keep it
  registry->add(drop);
}
