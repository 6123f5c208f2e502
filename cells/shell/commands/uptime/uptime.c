// SPDX-License-Identifier: Apache-2.0
// uptime: how long the system has run, and how many tasks there are.
#include "cells/shell/command.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/task/task.h"

CELL_CALLBACK int64_t uptime_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: uptime\n");
    return 1;
  }
  uint64_t ms = clock_now() / 1000000, seconds = ms / 1000, days = seconds / 86400, tasks = 0;
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    if (info.state != TASK_ENDED) tasks++;
  console_print("up ");
  if (days > 0) console_print("%llu day%s ", (unsigned long long)days, days == 1 ? "" : "s");
  console_print("%02u:%02u:%02u.%03u, %llu tasks, %llu.%02llu GHz time-stamp counter\n",
                (unsigned)(seconds / 3600 % 24), (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60),
                (unsigned)(ms % 1000), (unsigned long long)tasks, (unsigned long long)(clock_frequency() / 1000000000),
                (unsigned long long)(clock_frequency() / 10000000 % 100));
  return 0;
}

CELL_OPS(struct shell_command, uptime_command) = {
    .name = "uptime",
    .summary = "show how long the system has run",
    .usage = "uptime",
    .help =
        "Hours, minutes, seconds and thousandths since the machine was entered, and the tasks that have not ended.\n",
    .run = uptime_run,
};
