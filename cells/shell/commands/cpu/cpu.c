// SPDX-License-Identifier: Apache-2.0
// cpu: the machine's processors, and what each has done.
#include "cells/shell/command.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/processors/processors.h"

static const char *state_name(const struct processor_info *info) {
  switch (info->state) {
  case PROCESSOR_ONLINE: return info->waits ? "waits" : "online";
  case PROCESSOR_COMING: return "coming";
  case PROCESSOR_ABSENT: break;
  }
  return "absent";
}

static uint64_t idle_ms(const struct processor_info *info) {
  uint64_t since = info->idle_since == 0 ? 0 : clock_now() - clock_at(info->idle_since);
  return (clock_from_cycles(info->idle_cycles) + since) / 1000000;
}

CELL_CALLBACK int64_t cpu_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: cpu\n");
    return 1;
  }
  struct processor_info info;
  console_print("%3s %10s %-7s %10s %12s\n", "cpu", "controller", "state", "calls", "idle ms");
  for (uint32_t i = 0; processors_info(i, &info) == OK; i++)
    console_print("%3u %10u %-7s %10llu %12llu\n", i, info.id, state_name(&info), (unsigned long long)info.calls,
                  (unsigned long long)idle_ms(&info));
  return 0;
}

CELL_OPS(struct shell_command, cpu_command) = {
    .name = "cpu",
    .summary = "list the processors",
    .usage = "cpu",
    .help = "One line each: its number, that of its interrupt controller, whether it is online, how many calls from "
            "others it\n"
            "has answered, and how long it has been halted since it came. Tasks run on the first one.\n",
    .run = cpu_run,
};
