// SPDX-License-Identifier: Apache-2.0
// answer: frames to the line, one after the other, so they never mix. A step makes the frame, the next ones send it on: what is
// left of it lies in the state, and whoever has the turn goes on with it.
#include "cells/channel/line.h"
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/nucleus/nucleus.h"

// A line at 115200 baud takes sixteen bytes in 1.4 ms. One that takes none for so long has nobody at its other end.
enum { PATIENCE_NS = 2'000'000'000 };

uint64_t channel_get_number(const uint8_t *from, uint32_t bytes) {
  uint64_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value |= (uint64_t)from[i] << 8 * i;
  return value;
}

void channel_put_number(uint8_t *to, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++)
    to[i] = (uint8_t)(value >> 8 * i);
}

static void end_frame(void) {
  channel.encoded_length = channel.encoded_sent = channel.sent_before = 0;
  channel.pushed = false;
}

// When a step has committed: a line's bytes cannot be taken back. If it faults it is done again, and the other end gets bytes twice:
// then the frame's checksum does not hold there.
CELL_CALLBACK void channel_push([[maybe_unused]] uint64_t a, [[maybe_unused]] uint64_t b, [[maybe_unused]] uint64_t c) {
  lock_enter(&channel.lock);
  uint32_t taken =
      channel_line_put(channel.encoded + channel.encoded_sent, channel.encoded_length - channel.encoded_sent);
  channel.encoded_sent += taken;
  channel.sent += taken;
  if (taken > 0) channel.stuck = false;
  if (channel.encoded_sent == channel.encoded_length) end_frame();
  lock_leave(&channel.lock);
}

status_t channel_send(void) {
  bool busy = channel.pushed && channel.encoded_sent == channel.sent_before;
  if (busy && (channel.stuck || channel.now >= channel.patience_until)) {
    channel.stuck = true;  // after one frame that was not taken, the next ones do not wait as long again
    channel.unsent += channel.encoded_length - channel.encoded_sent;
    end_frame();
    return OK;
  }
  channel.sent_before = channel.encoded_sent;
  channel.pushed = true;
  AFTER(channel_push, 0, 0, 0);
  return busy ? BUSY : OK;
}

void channel_answer_to(uint32_t session, uint16_t sequence, enum channel_type type, const void *payload,
                       uint32_t length) {
  struct channel_frame frame = {CHANNEL_VERSION, (uint8_t)type, sequence, session, length, {}};
  if (length > 0) __builtin_memcpy(frame.payload, payload, length);
  channel.encoded_length = (uint32_t)channel_encode(&frame, channel.encoded);
  channel.patience_until = channel.now + PATIENCE_NS;
}

void channel_answer(const struct channel_frame *request, enum channel_type type, const void *payload, uint32_t length) {
  channel_answer_to(request->session, request->sequence, type, payload, length);
}

void channel_refuse(const struct channel_frame *request, status_t status, const char *format, ...) {
  uint8_t payload[4 + RUNNER_WHY];
  channel_put_number(payload, (uint32_t)status, 4);
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list((char *)payload + 4, RUNNER_WHY, format, arguments);
  va_end(arguments);
  if (length >= RUNNER_WHY) length = RUNNER_WHY - 1;
  channel.refused++;
  channel_answer(request, CHANNEL_REFUSED, payload, 4 + (uint32_t)length);
}
