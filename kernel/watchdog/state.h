// SPDX-License-Identifier: Apache-2.0
// state: what the files of kernel/watchdog share.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/watchdog/watchdog.h"

// What a processor runs, as it told itself, from inside the interrupt that asked: where it cannot be looked at.
struct watchdog_note {
  uint64_t told;  // how often
  uint64_t task;  // 0: none
  char name[TASK_NAME];
  uint64_t preempt_off;
  uint64_t frames;
  uint64_t frame[WATCHDOG_FRAMES];
};
struct watchdog_state {
  struct lock lock;
  uint64_t after;  // the number of the task that was looked at last
  uint64_t found[WATCHDOG_KINDS];
  uint64_t watcher
      [CELL_CPUS_MAX];  // the numbers of the tasks, one on each processor, that watch the next processor; 0: none
  uint64_t silent
      [CELL_CPUS_MAX];  // 1 + the number of the task with which it takes no interrupts, when that was told; 0: it does
};
extern struct watchdog_state watchdog;
extern struct watchdog_note watchdog_notes[CELL_CPUS_MAX];

void watchdog_tell(const struct watchdog_finding *finding);  // the log, the fault's record, each processor
uint32_t watchdog_ask_next(void);  // the processor behind this one; how much there was to tell
