// SPDX-License-Identifier: Apache-2.0
// control: the task that reads frames from the line and lets them be answered.
#include "cells/control/control.h"

#include "cells/control/line.h"
#include "cells/control/parts.h"
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

enum {
  AT_ONCE = 128,
  LOOK_EVERY_NS = 4000000,
  POLLS = 1000,     // of a busy line, before time is let pass
  WARY_AFTER = 2,   // tasks in a row that end over what came: it is dropped
  FALLEN_MOST = 8,  // then no other one is started
};

CELL_STATE(struct control_state, control);

// The task is woken for a whole frame, or for so much that something must be wrong; not for each byte.
CELL_CALLBACK bool control_received(uint8_t byte) {
  lock_enter(&control.lock);
  control.received++;
  if (control_ring_put(&control.input, &byte, 1) == 0) control.overruns++;
  bool choose = (byte == 0 || control.input.count >= CONTROL_RING / 2) && wait_wake_one(&control.work);
  lock_leave(&control.lock);
  return choose;
}

// Up to the end of the first frame. False: there was no byte.
HOLDS(&control.lock) static bool take_input(void) {
  struct control_frame request;
  uint8_t bytes[AT_ONCE];
  uint32_t count = control_ring_look(&control.input, bytes, AT_ONCE), used = 0;
  status_t status = EMPTY;
  while (used < count && status == EMPTY)
    status = control_decode(&control.decoder, bytes[used++], &request);
  control_ring_drop(&control.input, used);
  if (status == OK)
    control_take(&request);
  else if (status != EMPTY)
    control_garbage(status);
  return count > 0;
}

// Each of both has its turn first, so that a client that sends without end gets the output of its command, too.
HOLDS(&control.lock) static bool do_something(void) {
  control.output_first = !control.output_first;
  if (control.output_first) return control_command_look_after() || take_input();
  return take_input() || control_command_look_after();
}

// A command that faults or is killed wakes nobody, so while one runs it is looked after every few milliseconds.
HOLDS(&control.lock) static status_t step(void) {
  if (control.run_wanted) return OK;
  if (control.encoded_length > 0) return control_send();
  if (do_something()) {
    control.fallen = 0;
    return OK;
  }
  wait_join(&control.work, control.runner.task == NULL ? 0 : control.now + LOOK_EVERY_NS, "control");
  return WAITING;
}

status_t control_step(uint64_t now, uint64_t cycles) {
  lock_enter(&control.lock);
  control.now = now;
  control.cycles = cycles;
  status_t status = step();
  lock_leave(&control.lock);
  return status;
}

// Others run meanwhile.
static void wait_for_line(uint32_t polls) {
  if (polls % POLLS == 0)
    (void)clock_sleep(LOOK_EVERY_NS);
  else
    sched_give_way();
}

// What is to be run stays as it is until control_run_line, so it is looked up outside a transaction.
static void run_line(void) {
  char why[RUNNER_WHY];
  status_t found = runner_check(control.line, control.line_length, why);
  control_run_line(found, why, clock_now());
}

CELL_CALLBACK void control_task([[maybe_unused]] void *argument) {
  uint32_t polls = 0;
  status_t status = control_enter();
  if (status != OK) {
    LOG(LOG_ERROR, "this task cannot answer the control line (%s)", status_name(status));
    return;
  }
  for (;;) {
    status = control_step(clock_now(), arch_cycles());
    if (control.run_wanted) run_line();
    polls = status == BUSY ? polls + 1 : 0;
    if (status == BUSY) wait_for_line(polls);
    if (status == WAITING) (void)wait_here();
  }
}

CELL_CALLBACK status_t control_init(void) {
  status_t status = control_line_start(control_received);
  control.present = status == OK;
  if (status == UNSUPPORTED)
    LOG(LOG_INFO, "no second serial line: no tool can reach this system");
  else if (status != OK)
    LOG(LOG_WARNING, "the second serial line does not start (%s): no tool can reach this system", status_name(status));
  return OK;
}

CELL_CALLBACK void control_main(void) {
  if (control.present) control_task(NULL);
}

CELL_OPS(struct cell_lifecycle, control_lifecycle) = {.init = control_init, .main = control_main};

static bool has_work(void) {
  return control.input.count > 0 || control.output.count > 0 || control.run_wanted;
}

// One task after the other ended over it, and the next one would, too.
static void drop_work(void) {
  LOG(LOG_WARNING, "what came over the control line was dropped: %d tasks ended over it", WARY_AFTER);
  control.overruns += control.input.count;
  control.output_dropped += control.output.count;
  control.input.count = control.output.count = 0;
  control.decoder.count = control.decoder.overflow = 0;
  control.run_wanted = control.wary = false;
}

// Who has the turn answers. It is given back when that task dies, and whoever is at the other end needs an answer: another
// task goes on where that one was.
void control_end_turn(uint64_t task) {
  lock_enter(&control.lock);
  ledger_remove(control.turn, task);
  control.turn = LEDGER_NONE;
  control.wary = ++control.fallen >= WARY_AFTER && has_work();
  if (control.fallen > FALLEN_MOST) {
    LOG(LOG_ERROR, "%d tasks ended before a step was done; nobody reads the control line any more", FALLEN_MOST);
  } else {
    status_t status = sched_spawn("control", control_task, NULL, NULL);
    if (status != OK)
      LOG(LOG_ERROR, "no task for the control line (%s); nobody reads it any more", status_name(status));
  }
  lock_leave(&control.lock);
}

CELL_OPS(struct ledger_type, control_turn) = {.name = "control line's turn", .release = control_end_turn};

static status_t enter(void) {
  if (control.turn != LEDGER_NONE) return BUSY;
  if (control.wary) drop_work();
  control.runner.owner = ledger_cell(CELL_LABEL);
  if (control.runner.owner == LEDGER_NONE) return NO_MEMORY;
  control.turn = ledger_add(ledger_self(), &control_turn, task_current()->number);
  return control.turn == LEDGER_NONE ? NO_MEMORY : OK;
}

status_t control_enter(void) {
  lock_enter(&control.lock);
  status_t status = enter();
  lock_leave(&control.lock);
  return status;
}

void control_statistics(struct control_statistics *out) {
  *out = (struct control_statistics){
      .present = control.present,
      .session = control.session,
      .sessions = control.sessions,
      .requests = control.requests,
      .refused = control.refused,
      .corrupt = control.corrupt,
      .received = control.received,
      .sent = control.sent,
      .lost = control.overruns + control_line_lost(),
      .unsent = control.unsent,
      .output_dropped = control.output_dropped,
      .coming = control.store_size,
      .arrived = control.store_count,
      .running = control.runner.task != NULL,
  };
}
