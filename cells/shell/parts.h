// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the shell share. All of these functions are parts of the transactions of shell.h.
#pragma once
#include "cells/shell/line/line.h"
#include "cells/shell/runner/runner.h"
#include "kernel/lock/lock.h"

struct shell_state {
  struct lock lock;
  struct line line;
  bool started;           // the line editor was set up; a shell that follows another one goes on with its history
  uint32_t turn;          // ledger entry of the task that is the shell; LEDGER_NONE: none is
  uint32_t fallen;        // shells that ended since a byte of input was done
  bool wary;              // the next byte is dropped: two of them ended over it
  bool entered;           // the line is to be run
  uint64_t written;       // console_written() when the prompt was last drawn: if it grows, others wrote over it
  uint64_t refused_told;  // lost input bytes that were reported

  // What runs for the shell: a command, or the search for completions. Kept here and not on the shell's stack: a shell that
  // is killed leaves it to the next one.
  struct runner runner;
  bool completing, completed;  // a search runs; it came to its end
};
extern struct shell_state shell;

void shell_show(void);                                 // what the line editor wants shown
void shell_begin_line(void);                           // an empty line, and the prompt
void shell_redraw_line(void);                          // if others wrote where it is: anew below
void shell_run_line(status_t found, const char *why);  // starts what the line asks for, or tells why not
void shell_complete(void);                             // starts the search for what Tab asks for
status_t shell_finish(void);                           // WAITING: it still runs. OK: it has ended, and that was told
status_t shell_start(const char *name,
                     AS(STEPS) void (*entry)(void *argument));  // in a task of its own that is the foreground
