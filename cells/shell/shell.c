// SPDX-License-Identifier: Apache-2.0
// shell: reads a line from the console, runs the command that it names, and so on for ever.
#include "cells/shell/parts.h"
#include "kernel/boot/boot.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"
#include "kernel/trace/trace.h"

enum { LOOK_EVERY_NS = 250'000'000 };  // how often an idle shell looks whether its prompt is still to be seen

CELL_STATE(struct shell_state, shell);

TRACE_POINT(shell_prompt, "prompt", "", "");

void shell_show(void) {
  console_write(shell.line.out, shell.line.out_length);
  shell.written = console_written();
}

static void greet(void) {
  const uint8_t *region = graph_running();
  const struct graph_header *header = graph_header(region);
  console_print("Delias, %s on %s, %u cells. `help` lists the commands.\n", graph_string(region, header->image),
                graph_string(region, header->platform), graph_cell_count(region));
}

static void begin_line(void) {
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

// A line is over; false: the shell is to end.
static bool handle(enum line_event event) {
  if (event == LINE_ENTERED) shell_run_line();
  if (event == LINE_TOO_LONG)
    console_print("longer than %d characters; nothing was run, Up brings back what fitted\n", SHELL_LINE - 1);
  if (event == LINE_ENDED) console_print("there is nothing to leave; `poweroff` ends the system\n");
  if (shell_finish() == KILLED) return false;
  tell_lost_input();
  begin_line();
  return true;
}

// Others wrote where the prompt is: a demo task, the report of a fault. Draws it anew below.
static void redraw(void) {
  if (console_written() == shell.written) return;
  if (!console_at_line_start()) console_write("\n", 1);
  line_show(&shell.line);
  shell_show();
}

// False: the shell is to end.
static bool complete(void) {
  shell_complete();
  bool started = shell.runner.task != NULL;
  if (shell_finish() == KILLED) return false;
  if (started && !shell.completed)
    redraw();  // it faulted or was ended, and that was told where the prompt is
  else
    shell_show();
  return true;
}

static bool take(uint8_t byte) {
  enum line_event event = line_take(&shell.line, byte);
  if (event == LINE_COMPLETE) return complete();
  shell_show();
  return event == LINE_MORE || handle(event);
}

static void loop(void) {
  if (shell_finish() == KILLED) return;
  begin_line();
  uint8_t byte = 0;
  for (;;) {
    switch (console_read(&byte, clock_now() + LOOK_EVERY_NS)) {
    case OK:
      if (!take(byte)) return;
      break;
    case TIMED_OUT: redraw(); break;
    default: return;
    }
  }
}

CELL_CALLBACK void shell_task_main([[maybe_unused]] void *argument) {
  if (!shell.started) {
    line_init(&shell.line, "delias> ", boot_has_word("terminal=yes"));
    shell.started = true;
    greet();
  }
  loop();
  // Told to end, but the system needs a shell: another one goes on, with the same history and the command that runs.
  console_print("\nthe shell was told to end; a new one goes on\n");
  status_t status = sched_spawn("shell", shell_task_main, NULL, NULL);
  if (status != OK) LOG(LOG_ERROR, "no task for a new shell (%s)", status_name(status));
}

CELL_CALLBACK void shell_main(void) {
  shell_task_main(NULL);
}

CELL_OPS(struct cell_lifecycle, shell_lifecycle) = {.main = shell_main};
