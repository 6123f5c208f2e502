// SPDX-License-Identifier: Apache-2.0
// command: runs a line of the client as the shell runs one of the prompt, with its output to the client.
#include "cells/control/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/log/log.h"

enum { DONE_PAYLOAD = 12 };

// When the client is slow, so is the command.
size_t control_sink([[maybe_unused]] void *context, const char *text, size_t length, bool may_wait) {
  uint32_t taken = length < CONTROL_RING ? (uint32_t)length : CONTROL_RING;
  lock_enter(&control.lock);
  if (control.output_unwanted)
    control.output_dropped += taken;
  else
    taken = control_ring_put(&control.output, text, taken);
  if (taken > 0)
    wait_wake_one(&control.work);
  else if (length > 0 && may_wait)
    wait_join(&control.room, 0, "control");
  lock_leave(&control.lock);
  return taken;
}

HOLDS(&control.lock) static void done(uint32_t session, uint16_t sequence, int64_t result, enum control_end end) {
  uint8_t payload[DONE_PAYLOAD];
  control_put_number(payload, (uint64_t)result, 8);
  control_put_number(payload + 8, end, 4);
  control_answer_to(session, sequence, CONTROL_DONE, payload, sizeof payload);
}

// The prompt's line editor lets nothing else through either.
static bool is_printable(const struct control_frame *request) {
  for (uint32_t i = 0; i < request->length; i++)
    if (request->payload[i] < ' ' || request->payload[i] > '~') return false;
  return true;
}

void control_command_run(const struct control_frame *request) {
  if (control.runner.task != NULL)
    return control_refuse(request, BUSY, "'%s'%s still runs; wait for its end, or send STOP", control.runner.name,
                          control.command_session == 0 ? " of an earlier client" : "");
  if (!is_printable(request)) return control_refuse(request, INVALID, "a line has printable ASCII characters only");
  if (request->length >= SHELL_LINE)
    return control_refuse(request, OUT_OF_RANGE, "longer than %d characters; nothing was run", SHELL_LINE - 1);
  __builtin_memcpy(control.line, request->payload, request->length);
  control.line_length = request->length;
  control.line_session = request->session;
  control.line_sequence = request->sequence;
  control.run_wanted = true;
}

static void begin(uint64_t number, const struct control_frame *request) {
  control.command_session = request->session;
  control.command_sequence = request->sequence;
  status_t status = console_divert(number, control_sink, NULL);
  if (status != OK) LOG(LOG_WARNING, "%s writes to the console (%s)", control.runner.name, status_name(status));
}

HOLDS(&control.lock) static void run(status_t found, const char *why) {
  char refused[RUNNER_WHY];
  const struct control_frame request = {.session = control.line_session, .sequence = control.line_sequence};
  control.output_unwanted = false;
  if (found == OK) {
    found = runner_start(&control.runner, control.line, control.line_length, refused);
    why = refused;
  }
  if (found == OK) return begin(control.runner.task->number, &request);
  if (found == EMPTY) return done(request.session, request.sequence, 0, CONTROL_RETURNED);
  control_refuse(&request, found, "%.*s", (int)text_length(why) - 1, why);  // not its newline
}

void control_run_line(status_t found, const char *why, uint64_t now) {
  lock_enter(&control.lock);
  control.now = now;
  if (control.run_wanted) run(found, why);
  control.run_wanted = false;
  lock_leave(&control.lock);
}

void control_command_stop(const struct control_frame *request) {
  if (control.runner.task == NULL || control.command_session != request->session)
    return control_refuse(request, NOT_FOUND, "no command of this session runs");
  runner_stop(&control.runner);
  control_answer(request, CONTROL_ACCEPTED, NULL, 0);
}

void control_command_abandon(void) {
  if (control.runner.task == NULL) return;
  control.command_session = 0;
  control.output_unwanted = true;
  control.output_dropped += control.output.count;
  control.output.count = 0;
  wait_wake_all(&control.room);
  runner_stop(&control.runner);
}

// One frame of output at a time, so that requests are answered in between. False: there was none.
HOLDS(&control.lock) static bool send_output(void) {
  uint8_t text[CONTROL_PAYLOAD];
  uint32_t count = control_ring_look(&control.output, text, sizeof text);
  if (count == 0) return false;
  control_ring_drop(&control.output, count);
  wait_wake_all(&control.room);
  control_answer_to(control.command_session, control.command_sequence, CONTROL_OUTPUT, text, count);
  return true;
}

static enum control_end end_of(enum task_end end) {
  switch (end) {
  case TASK_WAS_KILLED: return CONTROL_STOPPED;
  case TASK_FAULTED: return CONTROL_FAULTED;
  default: return CONTROL_RETURNED;
  }
}

bool control_command_look_after(void) {
  if (control.runner.task == NULL) return false;
  if (send_output()) return true;
  enum task_end end = TASK_RETURNED;
  int64_t result = 0;
  if (!runner_has_ended(&control.runner) || runner_take_end(&control.runner, &end, &result) != OK) return false;
  (void)control_store_drop_stale();
  if (control.command_session != 0) done(control.command_session, control.command_sequence, result, end_of(end));
  return true;
}
