// SPDX-License-Identifier: Apache-2.0
// echo: prints its words, one blank apart.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

CELL_CALLBACK int64_t echo_run(struct shell_call *call) {
  for (int32_t i = 1; i < call->count; i++) {
    if (i > 1) console_write(" ", 1);
    console_write(call->words[i], text_length(call->words[i]));
  }
  console_write("\n", 1);
  return 0;
}

CELL_OPS(struct shell_command, echo_command) = {
    .name = "echo",
    .summary = "print words",
    .usage = "echo [WORD...]",
    .help = "Shows how a line is taken apart: blanks part words, '...' and \"...\" keep them together.\n",
    .run = echo_run,
};
