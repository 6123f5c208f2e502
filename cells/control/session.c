// SPDX-License-Identifier: Apache-2.0
// session: who may ask for something: one client at a time, each request once and in order.
#include "cells/control/parts.h"
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
  if (control.boot == 0) control.boot = mix(control.cycles) | 1;
  uint64_t seed = control.boot + ++control.sessions * UINT64_C(0x9e3779b97f4a7c15);
  uint32_t session;
  do
    session = (uint32_t)mix(seed++ ^ control.cycles);
  while (session == 0 || session == control.session);
  return session;
}

HOLDS(&control.lock) static void welcome(void) {
  const uint8_t *region = graph_running();
  const struct graph_header *header = graph_header(region);
  char text[WELCOME_TEXT];
  size_t length = text_format(
      text, sizeof text, "image %s\nplatform %s\nboot %016llx\ncells %u\ngeneration %llu\nstore %d\n",
      graph_string(region, header->image), graph_string(region, header->platform), (unsigned long long)control.boot,
      graph_cell_count(region), (unsigned long long)header->generation, CONTROL_STORE_MOST);
  if (length >= sizeof text) length = sizeof text - 1;
  control_answer_to(control.session, 0, CONTROL_WELCOME, text, (uint32_t)length);
}

HOLDS(&control.lock) static void hello(const struct control_frame *request) {
  if (request->session != 0 || request->sequence != 0 || request->length != 0)
    return control_refuse(request, INVALID, "a HELLO has session 0, sequence 0 and no payload");
  control_store_drop();
  control_command_abandon();
  control.offers_are_stale = true;
  (void)control_store_drop_stale();
  control.session = new_session();
  control.sequence = 0;
  control.requests++;
  welcome();
}

// False: it was refused. Sequence numbers go round, so less than half the way back counts as before.
HOLDS(&control.lock) static bool in_order(const struct control_frame *request) {
  uint16_t expected = (uint16_t)(control.sequence + 1);
  if (control.session == 0 || request->session != control.session) {
    control_refuse(request, NOT_FOUND,
                   "session %08x is not open: it ended, or belongs to another client; begin with HELLO",
                   (unsigned)request->session);
    return false;
  }
  if (request->sequence == expected) return true;
  bool before = (uint16_t)(expected - request->sequence) < 0x8000;
  if (before)
    control_refuse(request, EXISTS, "request %u came already; it is not carried out again",
                   (unsigned)request->sequence);
  else
    control_refuse(request, OUT_OF_RANGE, "request %u came where %u was expected: one was lost; begin with HELLO",
                   (unsigned)request->sequence, (unsigned)expected);
  return false;
}

void control_take(const struct control_frame *request) {
  if (request->type >= FROM_SYSTEM)
    return;  // our own words, by a line that echoes: an answer would never come to an end
  if (request->type == CONTROL_HELLO) return hello(request);
  if (!in_order(request)) return;
  control.sequence = request->sequence;
  control.requests++;
  switch (request->type) {
  case CONTROL_RUN: return control_command_run(request);
  case CONTROL_STOP: return control_command_stop(request);
  case CONTROL_STORE: return control_store_begin(request);
  case CONTROL_DATA: return control_store_more(request);
  case CONTROL_READ: return control_read(request);
  default: control_refuse(request, UNSUPPORTED, "requests of type 0x%02x are not known here", (unsigned)request->type);
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
void control_garbage(status_t status) {
  static const struct control_frame nobody = {};
  control.corrupt++;
  control.untold++;
  if (control.now < control.quiet_until) return;
  control.quiet_until = control.now + GARBAGE_EVERY_NS;
  struct control_statistics counts;
  control_statistics(&counts);
  control_refuse(&nobody, status,
                 "what came before a zero byte is %s (%llu such since the last of these lines; %llu bytes lost); this "
                 "is version %d",
                 what_is_wrong(status), (unsigned long long)control.untold,
                 (unsigned long long)(counts.lost - control.lost_told), CONTROL_VERSION);
  control.untold = 0;
  control.lost_told = counts.lost;
}
