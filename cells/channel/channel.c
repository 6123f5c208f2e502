// SPDX-License-Identifier: Apache-2.0
// channel: the task that reads frames from the line and lets them be answered.
#include "cells/channel/channel.h"

#include "cells/channel/line.h"
#include "cells/channel/parts.h"
#include "kernel/clock/clock.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

enum { AT_ONCE = 128, LOOK_EVERY_NS = 1'000'000'000 / CLOCK_TICK_HERTZ };

CELL_STATE(struct channel_state, channel);

// The task is woken for a whole frame, or for so much that something must be wrong; not for each byte.
CELL_CALLBACK bool channel_received(uint8_t byte) {
  spin_take(&channel.lock);
  channel.received++;
  if (channel_ring_put(&channel.input, &byte, 1) == 0) channel.overruns++;
  bool choose = (byte == 0 || channel.input.count >= CHANNEL_RING / 2) && wait_wake_one(&channel.work);
  spin_give(&channel.lock);
  return choose;
}

// A command that faults or is killed wakes nobody, so while one runs it is looked after at every tick. KILLED: the task
// is to end.
static status_t wait_for_work(void) {
  if (task_current()->kill_wanted) return KILLED;  // also when there is so much work that it never waits
  spin_take(&channel.lock);
  status_t status = OK;
  while (status == OK && channel.input.count == 0 && !channel_command_has_news()) {
    uint64_t deadline = channel.runner.task == NULL ? 0 : clock_now() + LOOK_EVERY_NS;
    status = wait_on(&channel.work, &channel.lock, deadline, "channel");
    if (status == TIMED_OUT) status = OK;
  }
  spin_give(&channel.lock);
  return status;
}

static void take_input(void) {
  uint8_t bytes[AT_ONCE];
  spin_take(&channel.lock);
  uint32_t count = channel_ring_take(&channel.input, bytes, AT_ONCE);
  spin_give(&channel.lock);
  for (uint32_t i = 0; i < count; i++) {
    status_t status = channel_decode(&channel.decoder, bytes[i], &channel.request);
    if (status == OK)
      channel_take(&channel.request);
    else if (status != EMPTY)
      channel_garbage(status);
  }
}

CELL_CALLBACK void channel_task([[maybe_unused]] void *argument) {
  while (wait_for_work() == OK) {
    take_input();
    channel_command_look_after();
  }
  // Told to end, but whoever is at the other end needs an answer: another task goes on where this one was.
  status_t status = sched_spawn("channel", channel_task, NULL, NULL);
  if (status != OK) LOG(LOG_ERROR, "no task for the channel (%s); nobody reads it any more", status_name(status));
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
