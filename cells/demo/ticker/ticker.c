// SPDX-License-Identifier: Apache-2.0
// ticker: a task that shows the counter, a line every 200 ms, ten in all. It calls the counter in both ways that there are, in
// turn: by name, and by an address that it took when it started. Both reach the version that is live.
#include "cells/demo/counter/counter.h"
#include "cells/demo/demo.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"

enum { LINES = 10, PAUSE_NS = 200'000'000 };

CELL_CALLBACK void ticker_run([[maybe_unused]] void *argument) {
  uint64_t (*volatile kept)(void) = counter_next;  // volatile: else clang calls it by name
  for (int i = 0; i < LINES; i++) {
    if (i % 2 == 0)
      console_print("counter: %llu\n", (unsigned long long)counter_next());
    else
      console_print("counter: %llu by pointer\n", (unsigned long long)kept());
    if (clock_sleep(PAUSE_NS) != OK) return;
  }
}

CELL_OPS(struct demo_task, ticker_demo) = {
    .name = "counter",
    .summary = "shows the counter, a line every 200 ms, ten in all",
    .run = ticker_run,
};
