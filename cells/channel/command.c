// SPDX-License-Identifier: Apache-2.0
// command: runs a line of the client as the shell runs one of the prompt, with its output to the client.
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/log/log.h"

enum { DONE_PAYLOAD = 12 };

// When the client is slow, so is the command.
size_t channel_sink(const char *text, size_t length) {
  uint32_t taken = length < CHANNEL_RING ? (uint32_t)length : CHANNEL_RING;
  lock_enter(&channel.lock);
  if (channel.output_unwanted)
    channel.output_dropped += taken;
  else
    taken = channel_ring_put(&channel.output, text, taken);
  if (taken > 0)
    wait_wake_one(&channel.work);
  else if (length > 0)
    wait_join(&channel.room, 0, "channel");
  lock_leave(&channel.lock);
  return taken;
}

HOLDS(&channel.lock) static void done(uint32_t session, uint16_t sequence, int64_t result, enum channel_end end) {
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
  if (request->length >= SHELL_LINE)
    return channel_refuse(request, OUT_OF_RANGE, "longer than %d characters; nothing was run", SHELL_LINE - 1);
  __builtin_memcpy(channel.line, request->payload, request->length);
  channel.line_length = request->length;
  channel.line_session = request->session;
  channel.line_sequence = request->sequence;
  channel.run_wanted = true;
}

static void begin(uint64_t number, const struct channel_frame *request) {
  channel.command_session = request->session;
  channel.command_sequence = request->sequence;
  status_t status = console_divert(number, channel_sink);
  if (status != OK) LOG(LOG_WARNING, "%s writes to the console (%s)", channel.runner.name, status_name(status));
}

HOLDS(&channel.lock) static void run(status_t found, const char *why) {
  char refused[RUNNER_WHY];
  const struct channel_frame request = {.session = channel.line_session, .sequence = channel.line_sequence};
  channel.output_unwanted = false;
  if (found == OK) {
    found = runner_start(&channel.runner, channel.line, channel.line_length, refused);
    why = refused;
  }
  if (found == OK) return begin(channel.runner.task->number, &request);
  if (found == EMPTY) return done(request.session, request.sequence, 0, CHANNEL_RETURNED);
  channel_refuse(&request, found, "%.*s", (int)text_length(why) - 1, why);  // not its newline
}

void channel_run_line(status_t found, const char *why, uint64_t now) {
  lock_enter(&channel.lock);
  channel.now = now;
  if (channel.run_wanted) run(found, why);
  channel.run_wanted = false;
  lock_leave(&channel.lock);
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
  channel.output_unwanted = true;
  channel.output_dropped += channel.output.count;
  channel.output.count = 0;
  wait_wake_all(&channel.room);
  runner_stop(&channel.runner);
}

// One frame of output at a time, so that requests are answered in between. False: there was none.
HOLDS(&channel.lock) static bool send_output(void) {
  uint8_t text[CHANNEL_PAYLOAD];
  uint32_t count = channel_ring_look(&channel.output, text, sizeof text);
  if (count == 0) return false;
  channel_ring_drop(&channel.output, count);
  wait_wake_all(&channel.room);
  channel_answer_to(channel.command_session, channel.command_sequence, CHANNEL_OUTPUT, text, count);
  return true;
}

static enum channel_end end_of(enum task_end end) {
  switch (end) {
  case TASK_WAS_KILLED: return CHANNEL_STOPPED;
  case TASK_FAULTED: return CHANNEL_FAULTED;
  default: return CHANNEL_RETURNED;
  }
}

bool channel_command_look_after(void) {
  if (channel.runner.task == NULL) return false;
  if (send_output()) return true;
  enum task_end end = TASK_RETURNED;
  int64_t result = 0;
  if (!runner_has_ended(&channel.runner) || runner_take_end(&channel.runner, &end, &result) != OK) return false;
  (void)channel_store_drop_stale();
  if (channel.command_session != 0) done(channel.command_session, channel.command_sequence, result, end_of(end));
  return true;
}
