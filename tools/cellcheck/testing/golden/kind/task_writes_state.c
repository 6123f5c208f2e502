// SPDX-License-Identifier: Apache-2.0
// task_writes_state: the entry of a task is held to STEPS.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"
ATOMIC status_t begin(OWN_RET struct task **task);
// file: task_writes_state.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

#include "kernel/sched/sched.h"

CELL_CALLBACK void run(void *argument) {
  (void)argument;
  // want: kind.stores state 'counts.writes' is changed by a STEPS function
  counts.writes++;
}

status_t begin(struct task **task) {
  // note: 'run' is held to be STEPS: its address goes to 'sched_spawn' here
  return sched_spawn("run", run, NULL, task);
}
