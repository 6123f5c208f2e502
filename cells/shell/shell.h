// SPDX-License-Identifier: Apache-2.0
// shell: reads lines from the console and runs the commands that they name. docs/shell.md.
//
// Others have nothing to call here: these are the transactions of the shell's own tasks, each one step of what happens at the
// prompt, from the byte that is taken from the console to what is shown for it. What the shell does between two of them is to wait.
// So it may be killed at any instruction, and the next one goes on from the same state.
//
// Context  shell_enter, shell_step, shell_look: the shell's task. The others: the task of its search for
//          completions, while shell_step waits for that. Nothing here waits.
// Owns     the reference to the task of the command that runs; it belongs to the cell's node of the ledger.
// State    `shell`: the line editor with its history, what runs, who the shell is.
// Errors   as said.
#pragma once
#include "kernel/base/cell.h"

// The running task is the shell from now on: when it dies, another one is started. BUSY: there is one that lives. NO_MEMORY.
ATOMIC status_t shell_enter(void);
// The ledger calls it when the shell's task has died.
ATOMIC void shell_end_turn(uint64_t task);
// Takes a byte of input and does what it asks for or, while a command runs, takes its end. WAITING: neither is there; the
// running task is where it will be woken, or at deadline_ns. BUSY: a line was entered, and shell_run comes next. EMPTY: the task's
// output is diverted; it can be no shell.
ATOMIC status_t shell_step(uint64_t deadline_ns);
// Starts what the line asks for or, unless `found` is OK, tells why not; that is what runner_check answered.
ATOMIC void shell_run(status_t found, const char *why);
ATOMIC void shell_look(void);  // draws the prompt anew if others wrote over it

// For the search: puts `text` in at the cursor, or shows a list: the prompt is left, the caller prints, the prompt comes back.
ATOMIC void shell_insert(const char *text);
ATOMIC void shell_list_begin(void);
ATOMIC void shell_list_end(void);
ATOMIC void shell_completed(void);  // the search has come to its end, whatever it found
