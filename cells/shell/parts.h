// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the shell share.
#pragma once
#include "cells/shell/line/line.h"
#include "cells/shell/runner/runner.h"

struct shell_state {
  struct line line;
  bool started;           // the line editor was set up; a shell that follows another one goes on with its history
  uint64_t written;       // console_written() when the prompt was last drawn: if it grows, others wrote over it
  uint64_t refused_told;  // lost input bytes that were reported

  // What runs for the shell: a command, or the search for completions. Kept here and not on the shell's stack: a shell that is
  // told to end leaves it to the next one.
  struct runner runner;
  bool completed;  // the search came to its end
};
extern struct shell_state shell;

void shell_show(void);      // what the line editor wants shown
void shell_run_line(void);  // starts what the line just entered asks for
void shell_complete(void);  // starts the search for what Tab asks for

// Runs entry(argument) in a task of its own, which should make itself the foreground; then shell_finish waits for it.
status_t shell_start(const char *name, void (*entry)(void *argument), void *argument);
// Waits for what runs, if anything, and tells how it ended. KILLED: the shell is to end.
status_t shell_finish(void);
