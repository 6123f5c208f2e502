// SPDX-License-Identifier: Apache-2.0
// runner: takes a line apart, finds the commands that it names, and runs each in a task of its own. One mechanism for who
// has lines: the shell at the prompt, the control line.
//
//   a | b | c < from > to      up to RUNNER_STAGES commands, each with what the one before it writes as its input; `<` behind the first, `>` and
//                              `>>` behind the last: files
//
// Nothing here waits: who waits for the end of what runs asks with runner_take_end in a transaction together with what it
// does about it, and waits when that answers WAITING (wait_here, docs/kinds.md). So whoever is abandoned at any instruction
// finds the runner as it was, or the end taken and told.
//
// A line's end is that of its last command: the others are ended then, should they still run. A command opens its files itself, in its own task,
// so what it has open goes with it; it tells when one cannot be opened, or does not take all that was written, and ends with 1.
//
// Context  a task.
// Owns     struct runner lies in the caller's memory and must stay there while something runs; zeroed memory is a
//          runner that is free. It holds a reference to each task until runner_take_end; they are owner's.
// State    none.
// Errors   runner_check, runner_start: EMPTY: there is no word in the line. OUT_OF_RANGE: SHELL_LINE bytes and more. INVALID: a
//          quote is not closed, or a mark stands where it has no sense. FULL: too many words, or commands. In each case but EMPTY `why` is
//          a line for people. runner_check: NOT_FOUND: no such command. runner_start: FULL: too many tasks. NO_MEMORY. BUSY: something
//          runs here already. A command that is gone when its task looks for it ends with 1.
#pragma once
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/words/words.h"
#include "kernel/channel/stream.h"
#include "kernel/task/task.h"

enum { RUNNER_NAME = 32, RUNNER_WHY = 400, RUNNER_STAGES = 4 };

// A command of the line.
struct runner_stage {
  struct shell_call call;
  const char *from, *to;  // paths in the line; null: none
  bool appends;
  status_t written;  // OK, or why the file did not take all
  // What its task has open; that task's own, so it goes with it.
  OWN struct file_cursor *source, *sink;
  struct channel_case input, output;  // the ends of its pipes; without one: that of the line
  struct channel_turn received, sent;
};

struct runner {
  // Set by the caller, before it starts something.
  bool terminal;   // for struct shell_call
  uint32_t owner;  // node of the ledger that the references to the tasks belong to; LEDGER_NONE: who starts them

  OWN struct task *task;  // of the last command; null: nothing runs
  char name[RUNNER_NAME];
  struct words words;  // read by the commands' tasks as long as they live
  uint32_t count;      // of stages
  struct runner_stage stages[RUNNER_STAGES];
  OWN struct task *others[RUNNER_STAGES];  // of the commands before the last
};

// Whether a line can be run. Before runner_start and not in its transaction: to find what somebody may have meant takes long.
READ status_t runner_check(const char *line, size_t length, char why[RUNNER_WHY]);
ATOMIC status_t runner_start(struct runner *runner, const char *line, size_t length, char why[RUNNER_WHY]);
// Runs entry(argument) instead of a command. Errors as sched_spawn, and BUSY.
ATOMIC status_t runner_spawn(struct runner *runner, const char *name, AS(STEPS) void (*entry)(void *argument),
                             void *argument);
READ bool runner_has_ended(const struct runner *runner);  // runner_take_end would not answer WAITING
ATOMIC void runner_stop(struct runner *runner);           // ends what runs, as Ctrl-C does
// OK: it has ended so, and the runner is free. WAITING: not yet; the running task is among those that are woken by its
// end. NOT_FOUND: nothing runs.
ATOMIC status_t runner_take_end(struct runner *runner, enum task_end *end, int64_t *result);

// For the tasks of the commands alone, and for who faults their instructions: opens the files of a stage and diverts the running task's input and
// output to them; what it then reads and writes there.
ATOMIC status_t runner_open(struct runner_stage *stage, bool output);
ATOMIC size_t runner_sink(void *stage, const char *text, size_t length, bool may_wait);
ATOMIC status_t runner_source(void *stage, void *to, size_t size, size_t *count);
ATOMIC status_t runner_attach(struct runner_stage *stage);  // the same with its pipes
ATOMIC size_t runner_pipe_sink(void *stage, RETAINS const char *text, size_t length, bool may_wait);
ATOMIC status_t runner_pipe_source(void *stage, RETAINS void *to, size_t size, size_t *count);
