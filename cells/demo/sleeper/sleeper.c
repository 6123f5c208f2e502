// SPDX-License-Identifier: Apache-2.0
// sleeper: a task that waits until it is killed.
#include "cells/demo/demo.h"
#include "kernel/clock/clock.h"

enum { PAUSE_NS = 1'000'000'000 };

CELL_CALLBACK void sleeper_run([[maybe_unused]] void *argument) {
  while (clock_sleep(PAUSE_NS) == OK) {}
}

CELL_OPS(struct demo_task, sleeper_demo) = {
    .name = "sleep",
    .summary = "waits until it is killed",
    .run = sleeper_run,
};
