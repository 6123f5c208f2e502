// SPDX-License-Identifier: Apache-2.0
// ok_callbacks_and_tables: what is exported without a header: callbacks, tables of the graph.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// file: ok_callbacks_and_tables.c
#include "cell.h"

struct demo_ops {
  uint32_t (*one)(void);
  void (*two)(void);
};

CELL_CALLBACK void two(void) {}

CELL_OPS(struct demo_ops, demo_ops) = {.one = one, .two = two};

uint32_t one(void) {
  return 1;
}
