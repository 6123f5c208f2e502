// SPDX-License-Identifier: Apache-2.0
// runner: from a line to a task, and its end.
#include "cells/shell/runner/parts.h"

#include "cells/shell/directory/directory.h"
#include "kernel/base/text.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "kernel/trace/trace.h"

TRACE_POINT(runner_command, "command", "name text", "text");

// The command is looked for here, outside transactions, and again after runner_check: a swap may have taken its cell away.
CELL_CALLBACK void runner_task(void *argument) {
  struct runner_stage *stage = argument;
  if (!runner_begin_pipes(stage) || !runner_begin_files(stage)) sched_exit(1);
  const char *word = stage->call.words[0];
  const struct shell_command *command = directory_find(word);
  uint64_t name = trace_text(word, 0), more = trace_text(word, 8);
  TRACE_BEGIN(runner_command, name, more);
  int64_t result = command == NULL ? 1 : command->run(&stage->call);
  TRACE_END(runner_command, name, more);
  sched_exit(runner_end_files(stage) || result != 0 ? result : 1);
}

// Ends a task, if it has not ended, and is done with it.
static void take_back(OWN struct task *task) {
  if (task == NULL) return;
  (void)sched_kill(task->number);
  task_release(task);
}

static status_t spawn(const struct runner *runner, const char *name, void (*entry)(void *argument), void *argument,
                      OWN_RET struct task **task) {
  status_t status = sched_spawn(name, entry, argument, task);
  if (status != OK) return status;
  if (runner->owner != LEDGER_NONE) status = task_give(*task, runner->owner);
  if (status != OK) take_back(*task);
  return status;
}

status_t runner_spawn(struct runner *runner, const char *name, void (*entry)(void *argument), void *argument) {
  if (runner->task != NULL) return BUSY;
  text_copy(runner->name, sizeof runner->name, name);
  struct task *task = NULL;
  status_t status = spawn(runner, runner->name, entry, argument, &task);
  if (status == OK) runner->task = task;
  return status;
}

static status_t unknown(const char *name, char why[RUNNER_WHY]) {
  const struct shell_command *nearest = directory_nearest(name);
  if (nearest == NULL)
    text_format(why, RUNNER_WHY, "unknown command '%s'; `help` lists all\n", name);
  else
    text_format(why, RUNNER_WHY, "unknown command '%s'; did you mean '%s'? `help` lists all\n", name, nearest->name);
  return NOT_FOUND;
}

status_t runner_check(const char *line, size_t length, char why[RUNNER_WHY]) {
  struct words words;
  struct runner_stage stages[RUNNER_STAGES];
  uint32_t count;
  status_t status = runner_plan(line, length, &words, stages, &count, why);
  for (uint32_t i = 0; status == OK && i < count; i++)
    if (directory_find(stages[i].call.words[0]) == NULL) status = unknown(stages[i].call.words[0], why);
  return status;
}

// The commands before the last, from the back, each with its pipe to the one behind it.
static status_t spawn_others(struct runner *runner) {
  struct task *next = runner->task;
  for (uint32_t i = runner->count - 1; i-- > 0;) {
    struct runner_stage *stage = &runner->stages[i];
    struct task *task = NULL;
    status_t status = spawn(runner, stage->call.words[0], runner_task, stage, &task);
    if (status != OK) return status;
    runner->others[i] = task;
    status =
        runner_connect(stage, (uint32_t)task->context.owner, &runner->stages[i + 1], (uint32_t)next->context.owner);
    if (status != OK) return status;
    next = task;
  }
  return OK;
}

// All but the last.
static void end_others(struct runner *runner) {
  for (uint32_t i = 0; i < runner->count; i++) {
    take_back(runner->others[i]);
    runner->others[i] = NULL;
  }
}

status_t runner_start(struct runner *runner, const char *line, size_t length, char why[RUNNER_WHY]) {
  if (runner->task != NULL) {
    text_format(why, RUNNER_WHY, "%s still runs; wait for its end, or end it\n", runner->name);
    return BUSY;
  }
  status_t status = runner_plan(line, length, &runner->words, runner->stages, &runner->count, why);
  if (status != OK) return status;
  for (uint32_t i = 0; i < runner->count; i++)
    runner->stages[i].call.terminal = runner->terminal && i + 1 == runner->count && runner->stages[i].to == NULL;
  struct runner_stage *last = &runner->stages[runner->count - 1];
  status = runner_spawn(runner, last->call.words[0], runner_task, last);
  if (status == OK && (status = spawn_others(runner)) != OK) {
    end_others(runner);
    take_back(runner->task);
    runner->task = NULL;
  }
  if (status != OK) text_format(why, RUNNER_WHY, "%s: no task for it (%s)\n", runner->name, status_name(status));
  return status;
}

bool runner_has_ended(const struct runner *runner) {
  return runner->task == NULL || runner->task->state == TASK_ENDED;
}

void runner_stop(struct runner *runner) {
  if (runner->task != NULL) (void)sched_kill(runner->task->number);  // NOT_FOUND: it has ended already
}

status_t runner_take_end(struct runner *runner, enum task_end *end, int64_t *result) {
  if (runner->task == NULL) return NOT_FOUND;
  status_t status = sched_take_end(runner->task, end, result);
  if (status != OK) return status;
  task_release(runner->task);
  runner->task = NULL;
  end_others(runner);
  runner->count = 0;
  return OK;
}
