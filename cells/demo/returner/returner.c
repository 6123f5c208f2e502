// SPDX-License-Identifier: Apache-2.0
// returner: a task that returns at once.
#include "cells/demo/demo.h"

CELL_CALLBACK void returner_run([[maybe_unused]] void *argument) {}

CELL_OPS(struct demo_task, returner_demo) = {
    .name = "return",
    .summary = "returns at once",
    .run = returner_run,
};
