// SPDX-License-Identifier: Apache-2.0
// run: the line's command at the terminal: it becomes the foreground, and the user sees how it ended.
#include "cells/shell/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/task/task.h"

// In the command's task, before anything else: so Ctrl-C finds it from its first instruction on.
CELL_CALLBACK void shell_begin(void) {
  console_foreground(task_current()->number);
}

status_t shell_start(const char *name, void (*entry)(void *argument), void *argument) {
  return runner_spawn(&shell.runner, name, entry, argument);
}

static void tell_end(enum task_end end, int64_t result) {
  bool returned = end == TASK_RETURNED || end == TASK_EXITED;
  if (returned && result == 0) return;
  if (!console_at_line_start()) console_write("\n", 1);
  if (returned)
    console_print("%s: ended with %lld\n", shell.runner.name, (long long)result);
  else if (end == TASK_WAS_KILLED)
    console_print("^C\n");
  else
    console_print("%s: faulted and was ended; the system goes on, `log` tells more\n", shell.runner.name);
}

status_t shell_finish(void) {
  enum task_end end = TASK_RETURNED;
  int64_t result = 0;
  status_t status = runner_finish(&shell.runner, &end, &result);
  if (status == NOT_FOUND) return OK;
  if (status != OK) return status;
  console_foreground(0);
  tell_end(end, result);
  return OK;
}

void shell_run_line(void) {
  char why[RUNNER_WHY];
  shell.runner.begin = shell_begin;
  shell.runner.terminal = shell.line.terminal;
  status_t status = runner_start(&shell.runner, shell.line.text, shell.line.length, why);
  if (status != OK) console_write(why, text_length(why));
}
