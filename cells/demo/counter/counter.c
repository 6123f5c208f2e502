// SPDX-License-Identifier: Apache-2.0
// counter: a task that counts on the console, a line every 200 ms, ten in all.
#include "cells/demo/demo.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"

enum { LINES = 10, PAUSE_NS = 200'000'000 };

CELL_CALLBACK void counter_run([[maybe_unused]] void *argument) {
  for (int i = 1; i <= LINES; i++) {
    console_print("counter: %d of %d\n", i, LINES);
    if (clock_sleep(PAUSE_NS) != OK) return;
  }
}

CELL_OPS(struct demo_task, counter_demo) = {
    .name = "counter",
    .summary = "counts on the console, a line every 200 ms, ten in all",
    .run = counter_run,
};
