// SPDX-License-Identifier: Apache-2.0
// poweroff: ends the machine.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/power/power.h"

enum { STATUS_MAX = 100 };

CELL_CALLBACK int64_t poweroff_run(struct shell_call *call) {
  uint64_t status = 0;
  if (call->count > 2 || (call->count == 2 && (!text_number(call->words[1], &status) || status > STATUS_MAX))) {
    console_print("usage: poweroff [STATUS]; 0 to %d\n", STATUS_MAX);
    return 1;
  }
  console_print("going down\n");
  power_off((uint8_t)status);
}

CELL_OPS(struct shell_command, poweroff_command) = {
    .name = "poweroff",
    .summary = "end the machine",
    .usage = "poweroff [STATUS]",
    .help = "At once: nothing is kept, no task is asked. An emulator with an exit device ends with that status.\n",
    .run = poweroff_run,
};
