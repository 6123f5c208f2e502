// SPDX-License-Identifier: Apache-2.0
// clear: empties the screen.
#include "cells/shell/command.h"
#include "kernel/console/console.h"

CELL_CALLBACK int64_t clear_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: clear\n");
    return 1;
  }
  console_print("\x1b[H\x1b[2J");
  return 0;
}

CELL_OPS(struct shell_command, clear_command) = {
    .name = "clear",
    .summary = "empty the screen",
    .usage = "clear",
    .help = "Ctrl-L does the same and keeps the line being typed.\n",
    .run = clear_run,
};
