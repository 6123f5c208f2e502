// SPDX-License-Identifier: Apache-2.0
// The round: everything again, once in a period.
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/watchdog/state.h"

uint32_t watchdog_round(void) {
  uint32_t found = watchdog_ask_processors();
  struct watchdog_finding finding;
  for (uint32_t i = 0; i < WATCHDOG_AT_ONCE; i++) {
    if (watchdog_look(clock_now(), &finding) != OK) break;
    if (finding.kind == WATCHDOG_NOTHING) continue;
    found++;
    watchdog_count(finding.kind);
    watchdog_tell(&finding);
    (void)!watchdog_mend(&finding);
  }
  return found;
}

// Without time nothing is ever late. On the processor that booted, so that it is known which one nobody watches.
CELL_CALLBACK void watchdog_main(void) {
  (void)!sched_set_cpus(task_current()->number, 1);
  while (clock_sleep(WATCHDOG_PERIOD_NS) == OK)
    (void)watchdog_round();
}

CELL_OPS(struct cell_lifecycle, watchdog_lifecycle) = {.main = watchdog_main};
