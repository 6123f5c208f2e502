// SPDX-License-Identifier: Apache-2.0
// session: who may ask for something: one client at a time, each request once and in order.
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"

enum { GARBAGE_EVERY_NS = 100'000'000, FROM_SYSTEM = 0x80, WELCOME_TEXT = 512 };

// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): each bit of the input changes half of the output's.
static uint64_t mix(uint64_t value) {
  value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
  return value ^ value >> 31;
}

// A number that no capture of an earlier conversation has: of this boot, of this moment, and never the one before.
static uint32_t new_session(void) {
  if (channel.boot == 0) channel.boot = mix(channel.cycles) | 1;
  uint64_t seed = channel.boot + ++channel.sessions * UINT64_C(0x9e3779b97f4a7c15);
  uint32_t session;
  do
    session = (uint32_t)mix(seed++ ^ channel.cycles);
  while (session == 0 || session == channel.session);
  return session;
}

HOLDS(&channel.lock) static void welcome(void) {
  const uint8_t *region = graph_running();
  const struct graph_header *header = graph_header(region);
  char text[WELCOME_TEXT];
  size_t length = text_format(
      text, sizeof text, "image %s\nplatform %s\nboot %016llx\ncells %u\ngeneration %llu\nstore %d\n",
      graph_string(region, header->image), graph_string(region, header->platform), (unsigned long long)channel.boot,
      graph_cell_count(region), (unsigned long long)header->generation, CHANNEL_STORE_MOST);
  if (length >= sizeof text) length = sizeof text - 1;
  channel_answer_to(channel.session, 0, CHANNEL_WELCOME, text, (uint32_t)length);
}

HOLDS(&channel.lock) static void hello(const struct channel_frame *request) {
  if (request->session != 0 || request->sequence != 0 || request->length != 0)
    return channel_refuse(request, INVALID, "a HELLO has session 0, sequence 0 and no payload");
  channel_store_drop();
  channel_command_abandon();
  channel.offers_are_stale = true;
  (void)channel_store_drop_stale();
  channel.session = new_session();
  channel.sequence = 0;
  channel.requests++;
  welcome();
}

// False: it was refused. Sequence numbers go round, so less than half the way back counts as before.
HOLDS(&channel.lock) static bool in_order(const struct channel_frame *request) {
  uint16_t expected = (uint16_t)(channel.sequence + 1);
  if (channel.session == 0 || request->session != channel.session) {
    channel_refuse(request, NOT_FOUND,
                   "session %08x is not open: it ended, or belongs to another client; begin with HELLO",
                   (unsigned)request->session);
    return false;
  }
  if (request->sequence == expected) return true;
  bool before = (uint16_t)(expected - request->sequence) < 0x8000;
  if (before)
    channel_refuse(request, EXISTS, "request %u came already; it is not carried out again",
                   (unsigned)request->sequence);
  else
    channel_refuse(request, OUT_OF_RANGE, "request %u came where %u was expected: one was lost; begin with HELLO",
                   (unsigned)request->sequence, (unsigned)expected);
  return false;
}

void channel_take(const struct channel_frame *request) {
  if (request->type >= FROM_SYSTEM)
    return;  // our own words, by a line that echoes: an answer would never come to an end
  if (request->type == CHANNEL_HELLO) return hello(request);
  if (!in_order(request)) return;
  channel.sequence = request->sequence;
  channel.requests++;
  switch (request->type) {
  case CHANNEL_RUN: return channel_command_run(request);
  case CHANNEL_STOP: return channel_command_stop(request);
  case CHANNEL_STORE: return channel_store_begin(request);
  case CHANNEL_DATA: return channel_store_more(request);
  case CHANNEL_READ: return channel_read(request);
  default: channel_refuse(request, UNSUPPORTED, "requests of type 0x%02x are not known here", (unsigned)request->type);
  }
}

static const char *what_is_wrong(status_t status) {
  switch (status) {
  case UNSUPPORTED: return "of another version";
  case OUT_OF_RANGE: return "longer than a frame";
  default: return "no frame";
  }
}

// Noise is answered now and then only, so that it keeps neither the processor nor the line busy.
void channel_garbage(status_t status) {
  static const struct channel_frame nobody = {};
  channel.corrupt++;
  channel.untold++;
  if (channel.now < channel.quiet_until) return;
  channel.quiet_until = channel.now + GARBAGE_EVERY_NS;
  struct channel_statistics counts;
  channel_statistics(&counts);
  channel_refuse(&nobody, status,
                 "what came before a zero byte is %s (%llu such since the last of these lines; %llu bytes lost); this "
                 "is version %d",
                 what_is_wrong(status), (unsigned long long)channel.untold,
                 (unsigned long long)(counts.lost - channel.lost_told), CHANNEL_VERSION);
  channel.untold = 0;
  channel.lost_told = counts.lost;
}
