// SPDX-License-Identifier: Apache-2.0
// answer: frames to the line. Only the channel's task sends, so frames never mix.
#include "cells/channel/line.h"
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"

// A line at 115200 baud takes sixteen bytes in 1.4 ms. One that takes none for so long has nobody at its other end.
enum { PATIENCE_NS = 2'000'000'000, POLLS = 1000 };

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

// The line is busy. Others run meanwhile; false: it was busy for too long, or this task is to end.
static bool wait_for_line(uint32_t *polls, uint64_t until) {
  if (channel.stuck || clock_now() >= until) return false;
  if (++*polls % POLLS != 0) {
    sched_give_way();
    return true;
  }
  return clock_sleep(1) == OK;
}

static void put_all(const uint8_t *bytes, uint32_t count) {
  uint64_t until = clock_now() + PATIENCE_NS;
  uint32_t polls = 0;
  while (count > 0) {
    uint32_t taken = channel_line_put(bytes, count);
    bytes += taken;
    count -= taken;
    channel.sent += taken;
    if (taken > 0) {
      channel.stuck = false;
    } else if (!wait_for_line(&polls, until)) {
      channel.stuck = true;  // after one frame that was not taken, the next ones do not wait as long again
      channel.unsent += count;
      return;
    }
  }
}

void channel_answer_to(uint32_t session, uint16_t sequence, enum channel_type type, const void *payload,
                       uint32_t length) {
  struct channel_frame *frame = &channel.answer;
  *frame = (struct channel_frame){CHANNEL_VERSION, (uint8_t)type, sequence, session, length, {}};
  if (length > 0) __builtin_memcpy(frame->payload, payload, length);
  put_all(channel.encoded, (uint32_t)channel_encode(frame, channel.encoded));
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
