// SPDX-License-Identifier: Apache-2.0
// ok_points_to_gates: callbacks, exported functions and tables of the graph keep their addresses.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void arm(void);
READ uint32_t answer(void);
// file: ok_points_to_gates.c
#include "cell.h"

struct bell_ops {
  uint32_t (*answer)(void);
};
CELL_OPS(struct bell_ops, bell_ops) = {.answer = answer};

struct bell {
  void (*on_time)(void);
  uint32_t (*answer)(void);
  const struct bell_ops *ops;
};
CELL_STATE(struct bell, bell);

CELL_CALLBACK void ring(void) {}

void arm(void) {
  bell.on_time = ring;
  bell.answer = answer;
  bell.ops = &bell_ops;
}

uint32_t answer(void) {
  return 42;
}
