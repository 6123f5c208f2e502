// SPDX-License-Identifier: Apache-2.0
// control: answers the tools beside the system, over a second serial line: shows the graph, takes cells in, runs lines
// for the shell. protocol.h has what is said, docs/control.md what is guaranteed.
//
// Context  control_statistics: any. control_enter, control_step: the control line's task, whose transactions they are: each is one
//          step, so that the task may be killed at any instruction, and the next one goes on. control_sink: the command's task.
// Owns     the reference to the task of the command that runs and the cell that is coming; both belong to this cell's node of
//          the ledger.
// State    `control`: what came and was not read, what a command wrote and was not sent, the frame that goes out, the session, the
//          cell that is coming, the command that runs, counters. Bounded; the coming cell is a span of kernel/pages.
// Errors   none: each request is answered on the line.
#pragma once
#include "kernel/base/cell.h"

struct control_statistics {
  bool present;              // there is a line
  uint32_t session;          // 0: none was opened since boot
  uint64_t sessions;         // opened since boot
  uint64_t requests;         // frames that were carried out
  uint64_t refused;          // frames that were not
  uint64_t corrupt;          // pieces of what was received that were no frames
  uint64_t received, sent;   // bytes
  uint64_t lost;             // bytes received that neither the line nor its reader could keep
  uint64_t unsent;           // bytes that the line did not take in time
  uint64_t output_dropped;   // bytes that commands wrote and nobody could be given
  uint64_t coming, arrived;  // bytes of a cell that is being stored, and how many are there
  bool running;              // a command runs
};
READ void control_statistics(struct control_statistics *out);

// The running task answers from now on: when it dies, another one is started. BUSY: there is one that lives. NO_MEMORY.
ATOMIC status_t control_enter(void);
// The ledger calls it when the control line's task has died.
ATOMIC void control_end_turn(uint64_t task);
// Does one thing: sends on, reads and answers a request, sends what the command wrote or how it ended. now: clock_now();
// cycles: arch_cycles(): a transaction reads no clock. OK: go on. BUSY: the line takes nothing at present. WAITING: there is
// nothing to do; the running task is where it will be woken.
ATOMIC status_t control_step(uint64_t now, uint64_t cycles);
// For the line of a RUN, when a step has taken one: starts it or, unless `found` is OK, refuses it; that is what runner_check
// answered.
ATOMIC void control_run_line(status_t found, const char *why, uint64_t now);
// For console_divert: keeps what a command writes. 0: there is no room; if it may_wait, the running task is where it will be woken.
ATOMIC size_t control_sink(void *context, const char *text, size_t length, bool may_wait);
