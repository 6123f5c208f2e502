// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the control line share. All of these functions are parts of its transactions (control.h); the lock is held.
#pragma once
#include <stdarg.h>

#include "cells/control/control.h"
#include "cells/control/protocol.h"
#include "cells/shell/runner/runner.h"
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sync/sync.h"

enum { CONTROL_RING = 4096 };
static_assert(CONTROL_RING >= 2 * CONTROL_ENCODED, "a STOP must fit behind a frame that is not read yet");

struct control_ring {
  uint32_t first, count;
  uint8_t bytes[CONTROL_RING];
};

struct control_state {
  struct lock lock;
  struct wait_queue work;      // the control line's task
  struct wait_queue room;      // a command whose output does not fit
  struct control_ring input;   // received, not decoded
  struct control_ring output;  // written by the command, not sent
  bool output_unwanted;        // its client is gone
  uint64_t received, overruns, output_dropped;

  // Who answers.
  bool present;
  bool output_first;     // of input and output, the next step looks at the output first
  uint32_t turn;         // ledger entry of the control line's task; LEDGER_NONE: there is none
  uint32_t fallen;       // tasks that ended since a step was done
  bool wary;             // what came is dropped: two of them ended over it
  uint64_t now, cycles;  // the moment of this step

  // The frame that goes out.
  uint8_t encoded[CONTROL_ENCODED];
  uint32_t encoded_length;  // 0: none
  uint32_t encoded_sent;    // of them
  uint32_t sent_before;     // when the line was given bytes the last time
  bool pushed;              // it was
  bool stuck;               // the line did not take the bytes before
  uint64_t patience_until;

  // The session.
  struct control_decoder decoder;
  uint64_t quiet_until;  // clock_now() before which garbage is not answered
  uint64_t untold;       // pieces of garbage that were not answered
  uint64_t lost_told;    // of the bytes that could not be kept, how many an answer told
  uint64_t boot;         // a number of this boot
  uint32_t session;      // 0: none is open
  uint16_t sequence;     // of the request before
  uint64_t sessions, requests, refused, corrupt, sent, unsent;

  // The cell that is coming.
  OWN uint8_t *store;  // a span; null: none
  uint64_t store_size, store_count;
  uint32_t store_crc, store_crc_wanted;
  bool offers_are_stale;  // a session that is over offered cells and did not swap them in

  // The line that is to be run: control_run_line comes next.
  bool run_wanted;
  char line[SHELL_LINE];
  uint32_t line_length;
  uint32_t line_session;
  uint16_t line_sequence;

  // The command that runs.
  struct runner runner;
  uint32_t command_session;  // whose it is; 0: of a session that is over
  uint16_t command_sequence;
};
extern struct control_state control;

// ---- answer.c: to the line. One frame at a time: no step makes two. ----
void control_answer(const struct control_frame *request, enum control_type type, const void *payload, uint32_t length)
    HOLDS(&control.lock);
// To whoever sent a request of that number; both 0: to whoever listens.
void control_answer_to(uint32_t session, uint16_t sequence, enum control_type type, const void *payload,
                       uint32_t length) HOLDS(&control.lock);
void control_refuse(const struct control_frame *request, status_t status, const char *format, ...) HOLDS(&control.lock)
    __attribute__((format(printf, 3, 4)));
status_t control_send(void) HOLDS(&control.lock);                  // sends on; BUSY: the line takes nothing at present
uint64_t control_get_number(const uint8_t *from, uint32_t bytes);  // little-endian
void control_put_number(uint8_t *to, uint64_t value, uint32_t bytes);

// ---- requests, each in its file; they answer ----
void control_take(const struct control_frame *request) HOLDS(&control.lock);  // a whole frame, of anybody
void control_garbage(status_t status) HOLDS(&control.lock);                   // a piece that was none
void control_read(const struct control_frame *request) HOLDS(&control.lock);
void control_store_begin(const struct control_frame *request) HOLDS(&control.lock);
void control_store_more(const struct control_frame *request) HOLDS(&control.lock);
void control_store_drop(void) HOLDS(&control.lock);
bool control_store_drop_stale(void) HOLDS(&control.lock);  // false: they may be in use, as long as a command runs
void control_command_run(const struct control_frame *request) HOLDS(&control.lock);
void control_command_stop(const struct control_frame *request) HOLDS(&control.lock);
void control_command_abandon(void) HOLDS(&control.lock);  // its client is gone
bool control_command_look_after(void)
    HOLDS(&control.lock);  // sends what it wrote, or how it ended; false: there was neither

// ---- ring.c ----
uint32_t control_ring_put(struct control_ring *ring, const void *bytes, uint32_t count);   // how many fitted
uint32_t control_ring_look(const struct control_ring *ring, void *bytes, uint32_t count);  // how many there are
void control_ring_drop(struct control_ring *ring, uint32_t count);                         // after a look at them
