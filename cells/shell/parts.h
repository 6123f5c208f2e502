// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the shell share.
#pragma once
#include "cells/shell/command.h"
#include "cells/shell/line/line.h"
#include "cells/shell/words/words.h"
#include "kernel/task/task.h"

enum { SHELL_NAME = 32 };

struct shell_state {
  struct line line;
  bool started;           // the line editor was set up; a shell that follows another one goes on with its history
  uint64_t written;       // console_written() when the prompt was last drawn: if it grows, others wrote over it
  uint64_t refused_told;  // lost input bytes that were reported

  // The command that runs. Kept here and not on the shell's stack: a shell that is killed leaves it to the next one.
  struct task *task;  // owned; null: none
  char name[SHELL_NAME];
  struct words words;  // read by the command's task as long as it lives
  struct shell_call call;
};
extern struct shell_state shell;

void shell_show(void);      // what the line editor wants shown
void shell_run_line(void);  // runs the line just entered, to its end
status_t
shell_finish(void);  // waits for the command that runs, if any, and tells how it ended. KILLED: the shell is to end
void shell_complete(void);  // Tab
