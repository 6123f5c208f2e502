// SPDX-License-Identifier: Apache-2.0
// command: runs a line of the client as the shell runs one of the prompt, with its output to the client.
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

enum { DONE_PAYLOAD = 12 };

// In the command's task: what it writes. When the client is slow, so is the command.
CELL_CALLBACK void channel_sink(const char *text, size_t length) {
  spin_take(&channel.lock);
  while (length > 0 && !channel.output_unwanted) {
    uint32_t taken = channel_ring_put(&channel.output, text, length < CHANNEL_RING ? (uint32_t)length : CHANNEL_RING);
    text += taken;
    length -= taken;
    wait_wake_one(&channel.work);
    if (taken == 0 && wait_on(&channel.room, &channel.lock, 0, "channel") != OK) break;  // it was told to end
  }
  channel.output_dropped += length;
  spin_give(&channel.lock);
}

// In the command's task, before anything else.
CELL_CALLBACK void channel_begin(void) {
  status_t status = console_divert(task_current()->number, channel_sink);
  if (status != OK) LOG(LOG_WARNING, "%s writes to the console (%s)", task_current()->name, status_name(status));
}

static void done(uint32_t session, uint16_t sequence, int64_t result, enum channel_end end) {
  uint8_t payload[DONE_PAYLOAD];
  channel_put_number(payload, (uint64_t)result, 8);
  channel_put_number(payload + 8, end, 4);
  channel_answer_to(session, sequence, CHANNEL_DONE, payload, sizeof payload);
}

// The prompt's line editor lets nothing else through either.
static bool is_printable(const struct channel_frame *request) {
  for (uint32_t i = 0; i < request->length; i++)
    if (request->payload[i] < ' ' || request->payload[i] > '~') return false;
  return true;
}

void channel_command_run(const struct channel_frame *request) {
  if (channel.runner.task != NULL)
    return channel_refuse(request, BUSY, "'%s'%s still runs; wait for its end, or send STOP", channel.runner.name,
                          channel.command_session == 0 ? " of an earlier client" : "");
  if (!is_printable(request)) return channel_refuse(request, INVALID, "a line has printable ASCII characters only");
  char why[RUNNER_WHY];
  channel.output_unwanted = false;
  channel.runner.begin = channel_begin;
  status_t status = runner_start(&channel.runner, (const char *)request->payload, request->length, why);
  if (status == EMPTY) return done(request->session, request->sequence, 0, CHANNEL_RETURNED);
  if (status != OK) return channel_refuse(request, status, "%.*s", (int)text_length(why) - 1, why);  // not its newline
  channel.command = channel.runner.task->number;
  channel.command_session = request->session;
  channel.command_sequence = request->sequence;
}

void channel_command_stop(const struct channel_frame *request) {
  if (channel.runner.task == NULL || channel.command_session != request->session)
    return channel_refuse(request, NOT_FOUND, "no command of this session runs");
  runner_stop(&channel.runner);
  channel_answer(request, CHANNEL_ACCEPTED, NULL, 0);
}

void channel_command_abandon(void) {
  if (channel.runner.task == NULL) return;
  channel.command_session = 0;
  spin_take(&channel.lock);
  channel.output_unwanted = true;
  channel.output_dropped += channel.output.count;
  channel.output.count = 0;
  wait_wake_all(&channel.room);
  spin_give(&channel.lock);
  runner_stop(&channel.runner);
}

bool channel_command_has_news(void) {
  return channel.output.count > 0 || (channel.runner.task != NULL && runner_has_ended(&channel.runner));
}

// One frame of output at a time, so that requests are answered in between. False: there was none.
static bool send_output(void) {
  uint8_t text[CHANNEL_PAYLOAD];
  spin_take(&channel.lock);
  uint32_t count = channel_ring_take(&channel.output, text, sizeof text);
  wait_wake_all(&channel.room);
  spin_give(&channel.lock);
  if (count > 0) channel_answer_to(channel.command_session, channel.command_sequence, CHANNEL_OUTPUT, text, count);
  return count > 0;
}

static enum channel_end end_of(enum task_end end) {
  switch (end) {
  case TASK_WAS_KILLED: return CHANNEL_STOPPED;
  case TASK_FAULTED: return CHANNEL_FAULTED;
  default: return CHANNEL_RETURNED;
  }
}

void channel_command_look_after(void) {
  if (channel.runner.task == NULL || send_output() || !runner_has_ended(&channel.runner)) return;
  enum task_end end = TASK_RETURNED;
  int64_t result = 0;
  if (runner_finish(&channel.runner, &end, &result) != OK) return;  // told to end: the next task finishes it
  console_divert_end(channel.command);
  (void)channel_store_drop_stale();
  if (channel.command_session != 0) done(channel.command_session, channel.command_sequence, result, end_of(end));
}
