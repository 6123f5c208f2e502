// SPDX-License-Identifier: Apache-2.0
// reboot: restarts the machine.
#include "cells/shell/command.h"
#include "kernel/console/console.h"
#include "kernel/power/power.h"

CELL_CALLBACK int64_t reboot_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: reboot\n");
    return 1;
  }
  console_print("restarting\n");
  power_restart();
}

CELL_OPS(struct shell_command, reboot_command) = {
    .name = "reboot",
    .summary = "restart the machine",
    .usage = "reboot",
    .help = "At once: nothing is kept, no task is asked.\n",
    .run = reboot_run,
};
