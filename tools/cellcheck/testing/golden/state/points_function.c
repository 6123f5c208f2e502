// SPDX-License-Identifier: Apache-2.0
// points_function: a static function's address is kept in state.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void arm(void);
// file: points_function.c
#include "cell.h"

static void ring(void) {}

struct bell {
  void (*on_time)(void);
};
CELL_STATE(struct bell, bell);

void arm(void) {
  // want: state.points the address of the function 'ring' is stored into state 'bell': the next version has it
  //   elsewhere
  bell.on_time = ring;
}
