// SPDX-License-Identifier: Apache-2.0
// spawn: starts a demo task in the background.
#include "cells/demo/demo.h"
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

static const struct demo_task *next(uint32_t *cursor) {
  uint32_t cell = 0;
  return graph_ops_next(graph_running(), "struct demo_task", cursor, &cell);
}

static const struct demo_task *find(const char *name) {
  uint32_t cursor = 0;
  for (const struct demo_task *demo; (demo = next(&cursor)) != NULL;)
    if (text_equal(demo->name, name)) return demo;
  return NULL;
}

static void list(void) {
  console_print("%-10s %s\n", "DEMO", "WHAT IT DOES");
  uint32_t cursor = 0;
  for (const struct demo_task *demo; (demo = next(&cursor)) != NULL;)
    console_print("%-10s %s\n", demo->name, demo->summary);
}

static int64_t start(const char *name) {
  const struct demo_task *demo = find(name);
  if (demo == NULL) {
    console_print("there is no demo '%s'; `spawn` lists all\n", name);
    return 1;
  }
  struct task *task = NULL;
  status_t status = sched_spawn(demo->name, demo->run, NULL, &task);
  if (status != OK) {
    console_print("no task for '%s' (%s)\n", name, status_name(status));
    return 1;
  }
  console_print("task %llu is '%s'\n", (unsigned long long)task->number, task->name);
  task_release(task);
  return 0;
}

CELL_CALLBACK int64_t spawn_run(struct shell_call *call) {
  if (call->count == 2) return start(call->words[1]);
  if (call->count == 1) {
    list();
    return 0;
  }
  console_print("usage: spawn [DEMO]\n");
  return 1;
}

CELL_CALLBACK bool spawn_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count != 2) return false;
  uint32_t cursor = 0;
  const struct demo_task *demo = next(&cursor);
  for (; demo != NULL && index > 0; index--)
    demo = next(&cursor);
  return demo != NULL && text_copy(text, size, demo->name);
}

CELL_OPS(struct shell_command, spawn_command) = {
    .name = "spawn",
    .summary = "start a demo task in the background",
    .usage = "spawn [DEMO]",
    .help = "Without a name it lists the demo tasks. `ps` shows those that run, `kill NUMBER` ends one.\n"
            "Some fault on purpose: the report goes to the log, the task ends, the system goes on.\n",
    .run = spawn_run,
    .complete = spawn_complete,
};
