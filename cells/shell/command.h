// SPDX-License-Identifier: Apache-2.0
// command: what the shell runs. Each command is a cell that has a table of this type; the shell finds it through the
// graph by its type, so a command is there as soon as its cell is, and nobody registers anything:
//
//   CELL_CALLBACK int64_t uptime_run(struct shell_call *call) {...}
//   CELL_OPS(struct shell_command, uptime_command) = {.name = "uptime", .summary = "how long the system has run",
//                                                     .usage = "uptime", .help = "...", .run = uptime_run};
//
// Its functions are called through plain gates, and keep to these kinds (docs/kinds.md):
//   run       as STEPS: in a task of its own it may wait and call everything, and stores to its own stack only. What it changes
//             beyond that it changes by ATOMIC functions. It may be killed at any instruction outside of one: then what it owns
//             goes back by the ledger, and nothing of it runs any more.
//   complete  as READ: stores to `text` and to its own stack only, does not wait.
#pragma once
#include "kernel/base/cell.h"

enum { SHELL_WORDS = 16, SHELL_LINE = 256 };

struct shell_call {
  int32_t count;                   // of words, the command's name included
  const char *words[SHELL_WORDS];  // words[count] is null
  bool terminal;                   // a person's terminal: colours are welcome
};

struct shell_command {
  const char *name;
  const char *summary;                                // one line for `help`
  const char *usage;                                  // "kill NUMBER"
  const char *help;                                   // lines for `help NAME`; may be null
  AS(STEPS) int64_t (*run)(struct shell_call *call);  // 0: done; else what `status` shows
  // Fills text with the index-th completion of words[count-1]; false: no more. May be null.
  AS(READ) bool (*complete)(const struct shell_call *call, uint32_t index, char *text, uint32_t size);
};
