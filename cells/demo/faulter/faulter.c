// SPDX-License-Identifier: Apache-2.0
// faulter: a task that writes to address 0.
#include "cells/demo/demo.h"

CELL_CALLBACK void faulter_run([[maybe_unused]] void *argument) {
  uint32_t *volatile nowhere = NULL;  // volatile: else clang sees the null and leaves out what follows
  *nowhere = 1;
}

CELL_OPS(struct demo_task, faulter_demo) = {
    .name = "fault",
    .summary = "writes to address 0",
    .run = faulter_run,
};
