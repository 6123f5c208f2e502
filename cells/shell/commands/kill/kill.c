// SPDX-License-Identifier: Apache-2.0
// kill: ends tasks.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

static int64_t end(const char *word) {
  uint64_t number = 0;
  if (!text_number(word, &number)) {
    console_print("'%s' is no number of a task; `ps` lists them\n", word);
    return 1;
  }
  status_t status = sched_kill(number);
  if (status == OK) return 0;
  if (status == NOT_FOUND)
    console_print("no task has the number %llu; `ps` lists them\n", (unsigned long long)number);
  else
    console_print("task %llu: %s\n", (unsigned long long)number, status_name(status));
  return 1;
}

CELL_CALLBACK int64_t kill_run(struct shell_call *call) {
  if (call->count < 2) {
    console_print("usage: kill NUMBER...\n");
    return 1;
  }
  int64_t result = 0;
  for (int32_t i = 1; i < call->count; i++)
    if (end(call->words[i]) != 0) result = 1;
  return result;
}

CELL_CALLBACK bool kill_complete([[maybe_unused]] const struct shell_call *call, uint32_t index, char *text,
                                 uint32_t size) {
  struct task_info info = {};
  for (uint32_t i = 0; i <= index; i++)
    if (task_next(info.number, &info) != OK) return false;
  return text_format(text, size, "%llu", (unsigned long long)info.number) < size;
}

CELL_OPS(struct shell_command, kill_command) = {
    .name = "kill",
    .summary = "end tasks",
    .usage = "kill NUMBER...",
    .help = "A task ends where it stands, waiting or not, but never inside a transaction; what it owns goes back. `ps` "
            "lists the\n"
            "numbers.\n",
    .run = kill_run,
    .complete = kill_complete,
};
