// SPDX-License-Identifier: Apache-2.0
// overflower: a task that calls itself until its stack is used up and the guard page below is hit.
#include "cells/demo/demo.h"

static uint64_t deeper(uint64_t depth) {
  volatile uint8_t used[256];
  used[0] = (uint8_t)depth;
  return depth == UINT64_MAX ? used[0] : deeper(depth + 1) + used[0];
}

CELL_CALLBACK void overflower_run([[maybe_unused]] void *argument) {
  deeper(0);
}

CELL_OPS(struct demo_task, overflower_demo) = {
    .name = "overflow",
    .summary = "calls itself until its stack is used up and the guard page below is hit",
    .run = overflower_run,
};
