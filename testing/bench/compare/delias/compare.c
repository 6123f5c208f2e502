// SPDX-License-Identifier: Apache-2.0
// Delias' side of the comparison with Linux: waits until the shell's prompt is shown, measures each row, and powers off. Counts of rounds
// and repetitions are those of Linux' side (testing/bench/compare/rows), of which each is the smallest: an interrupt may fall into one
// of them.
#include "kernel/clock/clock.h"
#include "kernel/power/power.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/delias/prompt.h"

CELL_CALLBACK void compare_main(void) {
  measure_expect("waiting for the prompt", prompt_wait());
  while (processors_online() < processors_count())  // starting them is a task of its own, no part of what is measured
    sched_give_way();
  measure_report("frequency", clock_frequency(), 1);
  measure_report("processors", processors_online(), 1);
  rows_calls();
  rows_tasks();
  rows_channels();
  rows_maps();
  rows_heap();
  rows_files();
  rows_parallel();
  power_off(0);
}

CELL_OPS(struct cell_lifecycle, compare_lifecycle) = {.main = compare_main};
