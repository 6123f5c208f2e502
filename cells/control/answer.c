// SPDX-License-Identifier: Apache-2.0
// answer: frames to the line, one after the other, so they never mix. A step makes the frame, the next ones send it on: what is
// left of it lies in the state, and whoever has the turn goes on with it.
#include "cells/control/line.h"
#include "cells/control/parts.h"
#include "kernel/base/text.h"
#include "kernel/nucleus/nucleus.h"

// A line at 115200 baud takes sixteen bytes in 1.4 ms. One that takes none for so long has nobody at its other end.
enum { PATIENCE_NS = 2'000'000'000 };

uint64_t control_get_number(const uint8_t *from, uint32_t bytes) {
  uint64_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value |= (uint64_t)from[i] << 8 * i;
  return value;
}

void control_put_number(uint8_t *to, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++)
    to[i] = (uint8_t)(value >> 8 * i);
}

static void end_frame(void) {
  control.encoded_length = control.encoded_sent = control.sent_before = 0;
  control.pushed = false;
}

// When a step has committed: a line's bytes cannot be taken back. If it faults it is done again, and the other end gets bytes twice:
// then the frame's checksum does not hold there.
CELL_CALLBACK void control_push([[maybe_unused]] uint64_t a, [[maybe_unused]] uint64_t b, [[maybe_unused]] uint64_t c) {
  lock_enter(&control.lock);
  uint32_t taken =
      control_line_put(control.encoded + control.encoded_sent, control.encoded_length - control.encoded_sent);
  control.encoded_sent += taken;
  control.sent += taken;
  if (taken > 0) control.stuck = false;
  if (control.encoded_sent == control.encoded_length) end_frame();
  lock_leave(&control.lock);
}

status_t control_send(void) {
  bool busy = control.pushed && control.encoded_sent == control.sent_before;
  if (busy && (control.stuck || control.now >= control.patience_until)) {
    control.stuck = true;  // after one frame that was not taken, the next ones do not wait as long again
    control.unsent += control.encoded_length - control.encoded_sent;
    end_frame();
    return OK;
  }
  control.sent_before = control.encoded_sent;
  control.pushed = true;
  AFTER(control_push, 0, 0, 0);
  return busy ? BUSY : OK;
}

void control_answer_to(uint32_t session, uint16_t sequence, enum control_type type, const void *payload,
                       uint32_t length) {
  struct control_frame frame = {CONTROL_VERSION, (uint8_t)type, sequence, session, length, {}};
  if (length > 0) __builtin_memcpy(frame.payload, payload, length);
  control.encoded_length = (uint32_t)control_encode(&frame, control.encoded);
  control.patience_until = control.now + PATIENCE_NS;
}

void control_answer(const struct control_frame *request, enum control_type type, const void *payload, uint32_t length) {
  control_answer_to(request->session, request->sequence, type, payload, length);
}

void control_refuse(const struct control_frame *request, status_t status, const char *format, ...) {
  uint8_t payload[4 + RUNNER_WHY];
  control_put_number(payload, (uint32_t)status, 4);
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list((char *)payload + 4, RUNNER_WHY, format, arguments);
  va_end(arguments);
  if (length >= RUNNER_WHY) length = RUNNER_WHY - 1;
  control.refused++;
  control_answer(request, CONTROL_REFUSED, payload, 4 + (uint32_t)length);
}
