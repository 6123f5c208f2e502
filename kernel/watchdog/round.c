// SPDX-License-Identifier: Apache-2.0
// The round: everything again, once in a period.
#include "kernel/clock/clock.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/watchdog/state.h"

// Of the processors, each watches the next one, round in a circle: so one that is deaf is found, whichever it is. Its watcher goes nowhere else, and is
// made ready by its own processor's timer.
CELL_CALLBACK void watchdog_watch(void *) {
  while (clock_sleep(WATCHDOG_PERIOD_NS) == OK)
    (void)watchdog_ask_next();
}

status_t watchdog_station(uint32_t processor) {
  if (processor >= CELL_CPUS_MAX) return OUT_OF_RANGE;
  struct task_options options = {.name = "watch", .cpus = UINT64_C(1) << processor, .priority = TASK_PRIORITY_MOST};
  struct task *task;
  lock_enter(&watchdog.lock);
  status_t status = watchdog.watcher[processor] != 0 && task_view(watchdog.watcher[processor]) != NULL ? EXISTS : OK;
  if (status == OK) status = sched_spawn_with(&options, watchdog_watch, NULL, &task);
  if (status == OK) {
    watchdog.watcher[processor] = task->number;
    task_release(task);
  }
  lock_leave(&watchdog.lock);
  return status == EXISTS ? OK : status;
}

bool watchdog_note_silence(uint32_t processor, uint64_t task) {
  uint64_t silent = task + 1, *noted = &watchdog.silent[processor % CELL_CPUS_MAX];
  static_assert(WATCHDOG_HEARS + 1 == 0);
  lock_enter(&watchdog.lock);
  bool is_new = *noted != silent;
  if (is_new) *noted = silent;
  lock_leave(&watchdog.lock);
  return is_new && silent != 0;
}

// Processors come when they like.
static void station_all(void) {
  struct processor_info info;
  for (uint32_t i = 0; processors_online() > 1 && processors_info(i, &info) == OK; i++)
    if (info.state == PROCESSOR_ONLINE) (void)!watchdog_station(i);
}

uint32_t watchdog_round(void) {
  uint32_t found = 0;
  struct watchdog_finding finding;
  station_all();
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

// Without time nothing is ever late.
CELL_CALLBACK void watchdog_main(void) {
  while (clock_sleep(WATCHDOG_PERIOD_NS) == OK)
    (void)watchdog_round();
}

CELL_OPS(struct cell_lifecycle, watchdog_lifecycle) = {.main = watchdog_main};
