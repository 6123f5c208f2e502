// SPDX-License-Identifier: Apache-2.0
// channel: the task that reads frames from the line and lets them be answered.
#include "cells/channel/channel.h"

#include "cells/channel/line.h"
#include "cells/channel/parts.h"
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

enum {
  AT_ONCE = 128,
  LOOK_EVERY_NS = 1'000'000'000 / CLOCK_TICK_HERTZ,
  POLLS = 1000,     // of a busy line, before time is let pass
  WARY_AFTER = 2,   // tasks in a row that end over what came: it is dropped
  FALLEN_MOST = 8,  // then no other one is started
};

CELL_STATE(struct channel_state, channel);

// The task is woken for a whole frame, or for so much that something must be wrong; not for each byte.
CELL_CALLBACK bool channel_received(uint8_t byte) {
  lock_enter(&channel.lock);
  channel.received++;
  if (channel_ring_put(&channel.input, &byte, 1) == 0) channel.overruns++;
  bool choose = (byte == 0 || channel.input.count >= CHANNEL_RING / 2) && wait_wake_one(&channel.work);
  lock_leave(&channel.lock);
  return choose;
}

// Up to the end of the first frame. False: there was no byte.
HOLDS(&channel.lock) static bool take_input(void) {
  struct channel_frame request;
  uint8_t bytes[AT_ONCE];
  uint32_t count = channel_ring_look(&channel.input, bytes, AT_ONCE), used = 0;
  status_t status = EMPTY;
  while (used < count && status == EMPTY)
    status = channel_decode(&channel.decoder, bytes[used++], &request);
  channel_ring_drop(&channel.input, used);
  if (status == OK)
    channel_take(&request);
  else if (status != EMPTY)
    channel_garbage(status);
  return count > 0;
}

// Each of both has its turn first, so that a client that sends without end gets the output of its command, too.
HOLDS(&channel.lock) static bool do_something(void) {
  channel.output_first = !channel.output_first;
  if (channel.output_first) return channel_command_look_after() || take_input();
  return take_input() || channel_command_look_after();
}

// A command that faults or is killed wakes nobody, so while one runs it is looked after at every tick.
HOLDS(&channel.lock) static status_t step(void) {
  if (channel.run_wanted) return OK;
  if (channel.encoded_length > 0) return channel_send();
  if (do_something()) {
    channel.fallen = 0;
    return OK;
  }
  wait_join(&channel.work, channel.runner.task == NULL ? 0 : channel.now + LOOK_EVERY_NS, "channel");
  return WAITING;
}

status_t channel_step(uint64_t now, uint64_t cycles) {
  lock_enter(&channel.lock);
  channel.now = now;
  channel.cycles = cycles;
  status_t status = step();
  lock_leave(&channel.lock);
  return status;
}

// Others run meanwhile.
static void wait_for_line(uint32_t polls) {
  if (polls % POLLS == 0)
    (void)clock_sleep(1);
  else
    sched_give_way();
}

// What is to be run stays as it is until channel_run_line, so it is looked up outside a transaction.
static void run_line(void) {
  char why[RUNNER_WHY];
  status_t found = runner_check(channel.line, channel.line_length, why);
  channel_run_line(found, why, clock_now());
}

CELL_CALLBACK void channel_task([[maybe_unused]] void *argument) {
  uint32_t polls = 0;
  status_t status = channel_enter();
  if (status != OK) {
    LOG(LOG_ERROR, "this task cannot answer the channel (%s)", status_name(status));
    return;
  }
  for (;;) {
    status = channel_step(clock_now(), arch_cycles());
    if (channel.run_wanted) run_line();
    polls = status == BUSY ? polls + 1 : 0;
    if (status == BUSY) wait_for_line(polls);
    if (status == WAITING) (void)wait_here();
  }
}

CELL_CALLBACK status_t channel_init(void) {
  status_t status = channel_line_start(channel_received);
  channel.present = status == OK;
  if (status == UNSUPPORTED)
    LOG(LOG_INFO, "no second serial line: no tool can reach this system");
  else if (status != OK)
    LOG(LOG_WARNING, "the second serial line does not start (%s): no tool can reach this system", status_name(status));
  return OK;
}

CELL_CALLBACK void channel_main(void) {
  if (channel.present) channel_task(NULL);
}

CELL_OPS(struct cell_lifecycle, channel_lifecycle) = {.init = channel_init, .main = channel_main};

static bool has_work(void) {
  return channel.input.count > 0 || channel.output.count > 0 || channel.run_wanted;
}

// One task after the other ended over it, and the next one would, too.
static void drop_work(void) {
  LOG(LOG_WARNING, "what came over the channel was dropped: %d tasks ended over it", WARY_AFTER);
  channel.overruns += channel.input.count;
  channel.output_dropped += channel.output.count;
  channel.input.count = channel.output.count = 0;
  channel.decoder.count = channel.decoder.overflow = 0;
  channel.run_wanted = channel.wary = false;
}

// Who has the turn answers. It is given back when that task dies, and whoever is at the other end needs an answer: another
// task goes on where that one was.
void channel_end_turn(uint64_t task) {
  lock_enter(&channel.lock);
  ledger_remove(channel.turn, task);
  channel.turn = LEDGER_NONE;
  channel.wary = ++channel.fallen >= WARY_AFTER && has_work();
  if (channel.fallen > FALLEN_MOST) {
    LOG(LOG_ERROR, "%d tasks ended before a step was done; nobody reads the channel any more", FALLEN_MOST);
  } else {
    status_t status = sched_spawn("channel", channel_task, NULL, NULL);
    if (status != OK) LOG(LOG_ERROR, "no task for the channel (%s); nobody reads it any more", status_name(status));
  }
  lock_leave(&channel.lock);
}

CELL_OPS(struct ledger_type, channel_turn) = {.name = "channel's turn", .release = channel_end_turn};

static status_t enter(void) {
  if (channel.turn != LEDGER_NONE) return BUSY;
  if (channel.wary) drop_work();
  channel.runner.owner = ledger_cell(CELL_LABEL);
  if (channel.runner.owner == LEDGER_NONE) return NO_MEMORY;
  channel.turn = ledger_add(ledger_self(), &channel_turn, task_current()->number);
  return channel.turn == LEDGER_NONE ? NO_MEMORY : OK;
}

status_t channel_enter(void) {
  lock_enter(&channel.lock);
  status_t status = enter();
  lock_leave(&channel.lock);
  return status;
}

void channel_statistics(struct channel_statistics *out) {
  *out = (struct channel_statistics){
      .present = channel.present,
      .session = channel.session,
      .sessions = channel.sessions,
      .requests = channel.requests,
      .refused = channel.refused,
      .corrupt = channel.corrupt,
      .received = channel.received,
      .sent = channel.sent,
      .lost = channel.overruns + channel_line_lost(),
      .unsent = channel.unsent,
      .output_dropped = channel.output_dropped,
      .coming = channel.store_size,
      .arrived = channel.store_count,
      .running = channel.runner.task != NULL,
  };
}
