// SPDX-License-Identifier: Apache-2.0
// run: the line's command at the terminal: it becomes the foreground, and the user sees how it ended.
#include "cells/shell/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/log/log.h"
#include "kernel/task/task.h"

// In the transaction that starts the task, so Ctrl-C finds it from its first instruction on. It goes with the task.
static void bring_to_front(void) {
  status_t status = console_foreground(shell.runner.task->number);
  if (status != OK) LOG(LOG_WARNING, "Ctrl-C does not reach %s (%s)", shell.runner.name, status_name(status));
}

status_t shell_start(const char *name, void (*entry)(void *argument)) {
  status_t status = runner_spawn(&shell.runner, name, entry, NULL);
  if (status == OK) bring_to_front();
  return status;
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
  status_t status = runner_take_end(&shell.runner, &end, &result);
  if (status != OK) return status;
  shell.completing = false;
  tell_end(end, result);
  return OK;
}

void shell_run_line(status_t found, const char *why) {
  char refused[RUNNER_WHY];
  shell.runner.terminal = shell.line.terminal;
  if (found == OK) {
    found = runner_start(&shell.runner, shell.line.text, shell.line.length, refused);
    why = refused;
  }
  if (found == OK)
    bring_to_front();
  else
    console_write(why, text_length(why));
}
