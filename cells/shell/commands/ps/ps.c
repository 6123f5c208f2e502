// SPDX-License-Identifier: Apache-2.0
// ps: the tasks.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/task/task.h"

static const char *state_name(enum task_state state) {
  switch (state) {
  case TASK_READY: return "ready";
  case TASK_RUNNING: return "running";
  case TASK_WAITING: return "waiting";
  case TASK_ENDED: return "ended";
  }
  return "?";
}

static void print_task(const struct task_info *info) {
  uint64_t run_us = clock_from_cycles(info->run_cycles) / 1000;
  char used[16], size[16], stack[32], why[72] = "";
  text_bytes(used, sizeof used, info->stack_used);
  text_bytes(size, sizeof size, info->stack_pages * UINT64_C(4096));
  text_format(stack, sizeof stack, "%s of %s", used, size);
  if (info->waits_for[0] != '\0' && info->request[0] != '\0')
    text_format(why, sizeof why, "%s in %s", info->waits_for, info->request);
  else
    text_copy(why, sizeof why, info->waits_for[0] != '\0' ? info->waits_for : info->request);
  console_print("%6llu %-16s %-8s %6llu.%06llu %9llu %20s  %s\n", (unsigned long long)info->number, info->name,
                state_name(info->state), (unsigned long long)(run_us / 1000000), (unsigned long long)(run_us % 1000000),
                (unsigned long long)info->switches, stack, why);
}

CELL_CALLBACK int64_t ps_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: ps\n");
    return 1;
  }
  console_print("%6s %-16s %-8s %13s %9s %20s  %s\n", "NUMBER", "NAME", "STATE", "CPU SECONDS", "SWITCHES", "STACK",
                "WAITS FOR");
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    print_task(&info);
  return 0;
}

CELL_OPS(struct shell_command, ps_command) = {
    .name = "ps",
    .summary = "list the tasks",
    .usage = "ps",
    .help = "NUMBER       is never used again; `kill NUMBER` asks a task to end\n"
            "CPU SECONDS  time that it ran\n"
            "SWITCHES     how often it was chosen to run\n"
            "STACK        the deepest seen when it last stopped running, and what it has\n"
            "WAITS FOR    what a waiting task waits for, and the request that it is in\n",
    .run = ps_run,
};
