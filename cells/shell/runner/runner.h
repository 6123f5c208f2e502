// SPDX-License-Identifier: Apache-2.0
// runner: takes a line apart, finds the command that it names, and runs it in a task of its own. One mechanism for who
// has lines: the shell at the prompt, the channel.
//
// Context  a task. runner_finish waits, the rest does not.
// Owns     struct runner lies in the caller's memory and must stay there while something runs; zeroed memory is a
//          runner that is free. It holds a reference to the task until runner_finish.
// State    none.
// Errors   runner_start: EMPTY: there is no word in the line. OUT_OF_RANGE: SHELL_LINE bytes and more. INVALID: a quote
//          is not closed. FULL: too many words, or tasks. NOT_FOUND: no such command. NO_MEMORY. BUSY: something runs here
//          already. In each case but EMPTY `why` is a line for people. runner_finish: KILLED: the caller was told to
//          end; what runs is left to whoever calls next.
#pragma once
#include "cells/shell/command.h"
#include "cells/shell/words/words.h"
#include "kernel/task/task.h"

enum { RUNNER_NAME = 32, RUNNER_WHY = 400 };

struct runner {
  // Set by the caller, before it starts something.
  void (*begin)(void);  // the command's task calls it before anything else; may be null. Has a gate
  bool terminal;        // for struct shell_call

  struct task *task;  // owned; null: nothing runs
  char name[RUNNER_NAME];
  struct words words;  // read by the command's task as long as it lives
  struct shell_call call;
};

ATOMIC status_t runner_start(struct runner *runner, const char *line, size_t length, char why[RUNNER_WHY]);
// Runs entry(argument) instead of a command; `begin` is not called. Errors as sched_spawn, and BUSY.
ATOMIC status_t runner_spawn(struct runner *runner, const char *name, void (*entry)(void *argument), void *argument);
READ bool runner_has_ended(const struct runner *runner);  // runner_finish would not wait
ATOMIC void runner_stop(struct runner *runner);           // asks what runs to end, as Ctrl-C does
// Waits for what runs, and frees the runner. NOT_FOUND: nothing runs.
STEPS status_t runner_finish(struct runner *runner, enum task_end *end, int64_t *result);
