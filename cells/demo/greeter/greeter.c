// SPDX-License-Identifier: Apache-2.0
// greeter: a command that greets.
#include "cells/shell/command.h"
#include "kernel/base/cell.h"
#include "kernel/console/console.h"

CELL_CALLBACK int64_t greeter_run(struct shell_call *call) {
  console_print("Good day, %s.\n", call->count > 1 ? call->words[1] : "whoever you are");
  return 0;
}

CELL_OPS(struct shell_command, greeter_command) = {
    .name = "greet",
    .summary = "say good day",
    .usage = "greet [NAME]",
    .run = greeter_run,
};
