// SPDX-License-Identifier: Apache-2.0
// shell: reads a line from the console, runs the command that it names, and so on for ever.
#include "cells/shell/shell.h"

#include "cells/shell/parts.h"
#include "kernel/base/profile.h"
#include "kernel/boot/boot.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/trace/trace.h"

enum {
  LOOK_EVERY_NS = 250'000'000,  // how often an idle shell looks whether its prompt is still to be seen
  WARY_AFTER = 2,               // shells in a row that end before a byte is done: it is dropped, with the line
  FALLEN_MOST = 8,              // then no other one is started
};

CELL_STATE(struct shell_state, shell);

TRACE_POINT(shell_prompt, "prompt", "", "");

void shell_show(void) {
  console_write(shell.line.out, shell.line.out_length);
  shell.written = console_written();
}

static void greet(void) {
  const uint8_t *region = graph_running();
  const struct graph_header *header = graph_header(region);
  console_print("Delias, %s on %s, %s, %u cells. `help` lists the commands.\n", graph_string(region, header->image),
                graph_string(region, header->platform), PROFILE_NAME, graph_cell_count(region));
}

void shell_begin_line(void) {
  line_begin(&shell.line);
  shell_show();
  TRACE(shell_prompt, 0, 0);
}

// Before a prompt: what the user could not see otherwise.
static void tell_lost_input(void) {
  uint64_t refused = console_refused();
  if (refused == shell.refused_told) return;
  console_print("%llu bytes of input were lost: too many came at once\n",
                (unsigned long long)(refused - shell.refused_told));
  shell.refused_told = refused;
}

// A command has ended, or there is none to run.
static void next_line(void) {
  tell_lost_input();
  shell_begin_line();
}

// A line is over.
static void handle(enum line_event event) {
  if (event == LINE_ENTERED) {
    shell.entered = true;  // shell_run comes next
    return;
  }
  if (event == LINE_TOO_LONG)
    console_print("longer than %d characters; nothing was run, Up brings back what fitted\n", SHELL_LINE - 1);
  if (event == LINE_ENDED) console_print("there is nothing to leave; `poweroff` ends the system\n");
  next_line();
}

void shell_redraw_line(void) {
  if (console_written() == shell.written) return;
  if (!console_at_line_start()) console_write("\n", 1);
  line_show(&shell.line);
  shell_show();
}

static void take(uint8_t byte) {
  enum line_event event = line_take(&shell.line, byte);
  if (event == LINE_COMPLETE) {
    shell_complete();
    return;
  }
  shell_show();
  if (event != LINE_MORE) handle(event);
}

static void tell_dropped(const char *what) {
  console_print("%s: %d shells ended over it\n", what, WARY_AFTER);
}

static status_t edit(uint64_t deadline_ns) {
  struct console_input input = {};
  status_t status = console_take(&input, deadline_ns);
  if (status != OK) return status;
  shell.fallen = 0;
  if (!shell.wary) {
    take(input.byte);
    return OK;
  }
  shell.wary = false;
  console_write("\n", 1);
  tell_dropped("a byte of input was dropped, with the line before it");
  next_line();
  return OK;
}

// What ran is over: after a command comes a new line, after a search the one that was there.
static status_t end(void) {
  bool completing = shell.completing;
  status_t status = shell_finish();
  if (status != OK) return status;
  if (!completing)
    next_line();
  else if (shell.completed)
    shell_show();
  else
    shell_redraw_line();  // it faulted or was ended, and that was told where the prompt is
  return OK;
}

status_t shell_step(uint64_t deadline_ns) {
  lock_enter(&shell.lock);
  status_t status = BUSY;
  if (shell.runner.task != NULL)
    status = end();
  else if (!shell.entered)
    status = edit(deadline_ns);
  lock_leave(&shell.lock);
  return status;
}

void shell_look(void) {
  lock_enter(&shell.lock);
  if (shell.runner.task == NULL && !shell.entered) shell_redraw_line();
  lock_leave(&shell.lock);
}

void shell_run(status_t found, const char *why) {
  lock_enter(&shell.lock);
  if (shell.entered) shell_run_line(found, why);
  shell.entered = false;
  if (shell.runner.task == NULL) next_line();
  lock_leave(&shell.lock);
}

// What was entered stays as it is until shell_run, so it is looked up outside a transaction.
static void run_line(void) {
  char why[RUNNER_WHY];
  status_t found = runner_check(shell.line.text, shell.line.length, why);
  shell_run(found, why);
}

CELL_CALLBACK void shell_task_main([[maybe_unused]] void *argument) {
  status_t status = shell_enter();
  if (status != OK) {
    LOG(LOG_ERROR, "this task cannot be the shell (%s)", status_name(status));
    return;
  }
  while (status == OK || status == WAITING || status == BUSY) {
    status = shell_step(clock_now() + LOOK_EVERY_NS);
    if (status == BUSY) run_line();
    if (status == WAITING && wait_here() == TIMED_OUT) shell_look();
  }
}

CELL_CALLBACK void shell_main(void) {
  shell_task_main(NULL);
}

CELL_OPS(struct cell_lifecycle, shell_lifecycle) = {.main = shell_main};

// The shell's turn: whoever has it is the shell. It is given back when that task dies, and the system needs a shell: another
// one goes on, with the same history and the command that runs.
void shell_end_turn(uint64_t task) {
  lock_enter(&shell.lock);
  ledger_remove(shell.turn, task);
  shell.turn = LEDGER_NONE;
  shell.wary = ++shell.fallen >= WARY_AFTER;
  if (shell.fallen > FALLEN_MOST) {
    LOG(LOG_ERROR, "%d shells ended without a byte done; no other one is started", FALLEN_MOST);
  } else {
    status_t status = sched_spawn("shell", shell_task_main, NULL, NULL);
    if (status != OK) LOG(LOG_ERROR, "no task for a new shell (%s)", status_name(status));
  }
  lock_leave(&shell.lock);
}

CELL_OPS(struct ledger_type, shell_turn) = {.name = "shell's turn", .release = shell_end_turn};

static void first_prompt(void) {
  if (shell.started) {
    console_print("\nthe shell ended; a new one goes on\n");
    if (shell.wary && shell.entered) {
      shell.wary = shell.entered = false;
      tell_dropped("the line that was entered was dropped");
      line_begin(&shell.line);
    } else {
      line_show(&shell.line);
    }
  } else {
    line_init(&shell.line, "delias> ", boot_has_word("terminal=yes"));
    shell.started = true;
    greet();
    line_begin(&shell.line);
  }
  if (shell.runner.task != NULL || shell.entered) return;  // its end brings the prompt
  shell_show();
  TRACE(shell_prompt, 0, 0);
}

static status_t enter(void) {
  if (shell.turn != LEDGER_NONE) return BUSY;
  shell.runner.owner = ledger_cell(CELL_LABEL);
  if (shell.runner.owner == LEDGER_NONE) return NO_MEMORY;
  shell.turn = ledger_add(ledger_self(), &shell_turn, task_current()->number);
  if (shell.turn == LEDGER_NONE) return NO_MEMORY;
  first_prompt();
  return OK;
}

status_t shell_enter(void) {
  lock_enter(&shell.lock);
  status_t status = enter();
  lock_leave(&shell.lock);
  return status;
}
