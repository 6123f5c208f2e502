// SPDX-License-Identifier: Apache-2.0
// passed_through_helper_result: a helper chooses, its caller passes it on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(bool loud);
// file: passed_through_helper_result.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}
static void beep(uint8_t byte) {
  (void)byte;
}

static void (*choose(bool loud))(uint8_t) {
  if (loud) return beep;
  return drop;
}

void begin(bool loud) {
  // want: code.address the address of 'beep', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  // want: code.address the address of 'drop', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  handler_set(choose(loud));
}
