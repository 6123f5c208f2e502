// SPDX-License-Identifier: Apache-2.0
// run: runs one command in a task of its own.
#include "cells/shell/directory/directory.h"
#include "cells/shell/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/sched/sched.h"

// The command's task. It makes itself the foreground, so that Ctrl-C finds it from its first instruction on.
CELL_CALLBACK void shell_task(void *argument) {
  struct shell_call *call = argument;
  console_foreground(task_current()->number);
  const struct shell_command *command = directory_find(call->words[0]);
  sched_exit(command == NULL ? 1 : command->run(call));
}

status_t shell_start(const char *name, void (*entry)(void *argument), void *argument) {
  text_copy(shell.name, sizeof shell.name, name);
  status_t status = sched_spawn(shell.name, entry, argument, &shell.task);
  if (status != OK) shell.task = NULL;
  return status;
}

static void tell_end(enum task_end end, int64_t result) {
  bool returned = end == TASK_RETURNED || end == TASK_EXITED;
  if (returned && result == 0) return;
  if (!console_at_line_start()) console_write("\n", 1);
  if (returned)
    console_print("%s: ended with %lld\n", shell.name, (long long)result);
  else if (end == TASK_WAS_KILLED)
    console_print("^C\n");
  else
    console_print("%s: faulted and was ended; the system goes on, `log` tells more\n", shell.name);
}

status_t shell_finish(void) {
  if (shell.task == NULL) return OK;
  enum task_end end = TASK_RETURNED;
  int64_t result = 0;
  // sched_join gives a reference back in any case; ours stays for the next shell if this one is told to end.
  task_retain(shell.task);
  status_t status = sched_join(shell.task, &end, &result);
  if (status != OK) return status;
  console_foreground(0);
  task_release(shell.task);
  shell.task = NULL;
  tell_end(end, result);
  return OK;
}

static void tell_unknown(const char *name) {
  const struct shell_command *nearest = directory_nearest(name);
  if (nearest == NULL)
    console_print("unknown command '%s'; `help` lists all\n", name);
  else
    console_print("unknown command '%s'; did you mean '%s'? `help` lists all\n", name, nearest->name);
}

static bool split(void) {
  switch (words_split(shell.line.text, shell.line.length, &shell.words)) {
  case OK: return shell.words.count > 0;
  case INVALID: console_print("a %c is not closed\n", shell.words.quote); return false;
  default: console_print("more than %d words\n", SHELL_WORDS - 1); return false;
  }
}

void shell_run_line(void) {
  if (!split()) return;
  shell.call = (struct shell_call){.count = shell.words.count, .terminal = shell.line.terminal};
  for (int32_t i = 0; i < shell.words.count; i++)
    shell.call.words[i] = shell.words.words[i];
  const struct shell_command *command = directory_find(shell.words.words[0]);
  if (command == NULL) {
    tell_unknown(shell.words.words[0]);
    return;
  }
  status_t status = shell_start(command->name, shell_task, &shell.call);
  if (status != OK) console_print("%s: no task for it (%s)\n", shell.name, status_name(status));
}
