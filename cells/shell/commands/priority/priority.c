// SPDX-License-Identifier: Apache-2.0
// priority: shows the scheduler's policy and the tasks' priorities, or changes one.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

static int64_t show(void) {
  char policy[32];
  struct task_info task;
  sched_policy(policy, sizeof policy);
  console_print("policy: %s\n%6s %8s  %s\n", policy, "NUMBER", "PRIORITY", "NAME");
  for (uint64_t at = 0; task_next(at, &task) == OK; at = task.number)
    console_print("%6llu %8u  %s\n", (unsigned long long)task.number, (unsigned)task.priority, task.name);
  return 0;
}

CELL_CALLBACK int64_t priority_run(struct shell_call *call) {
  uint64_t number = 0, priority = 0;
  if (call->count == 1) return show();
  if (call->count != 3 || !text_number(call->words[1], &number) || !text_number(call->words[2], &priority)) {
    console_print("usage: priority [NUMBER PRIORITY]\n");
    return 1;
  }
  status_t status = priority > TASK_PRIORITY_MOST ? OUT_OF_RANGE : sched_prioritise(number, (uint8_t)priority);
  if (status == OUT_OF_RANGE)
    console_print("priorities go from 0 to %d; the higher one runs first\n", TASK_PRIORITY_MOST);
  else if (status != OK)
    console_print("no task has the number %llu; `ps` lists them\n", (unsigned long long)number);
  return status == OK ? 0 : 1;
}

CELL_OPS(struct shell_command, priority_command) = {
    .name = "priority",
    .summary = "show or change which task runs first",
    .usage = "priority [NUMBER PRIORITY]",
    .help =
        "Tasks begin with 0. Round robin takes no notice; `swap round_robin priority` puts in a scheduler that does,\n"
        "`swap round_robin fair` one that gives shares.\n",
    .run = priority_run,
};
