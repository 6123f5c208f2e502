// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the channel share.
#pragma once
#include <stdarg.h>

#include "cells/channel/channel.h"
#include "cells/channel/protocol.h"
#include "cells/shell/runner/runner.h"
#include "kernel/base/cell.h"
#include "kernel/sync/sync.h"

enum { CHANNEL_RING = 4096 };
static_assert(CHANNEL_RING >= 2 * CHANNEL_ENCODED, "a STOP must fit behind a frame that is not read yet");

struct channel_ring {
  uint32_t first, count;
  uint8_t bytes[CHANNEL_RING];
};

struct channel_state {
  // Shared with the interrupt handler and with the task of the command.
  struct spin lock;
  struct wait_queue work;      // the channel's task
  struct wait_queue room;      // a command whose output does not fit
  struct channel_ring input;   // received, not decoded
  struct channel_ring output;  // written by the command, not sent
  bool output_unwanted;        // its client is gone
  uint64_t received, overruns, output_dropped;

  // The channel task's own, and kept here so that another one can go on.
  bool present;
  struct channel_decoder decoder;
  struct channel_frame request, answer;
  uint8_t encoded[CHANNEL_ENCODED];
  bool stuck;            // the line did not take the bytes before
  uint64_t quiet_until;  // clock_now() before which garbage is not answered
  uint64_t untold;       // pieces of garbage that were not answered
  uint64_t lost_told;    // of the bytes that could not be kept, how many an answer told
  uint64_t boot;         // a number of this boot
  uint32_t session;      // 0: none is open
  uint16_t sequence;     // of the request before
  uint64_t sessions, requests, refused, corrupt, sent, unsent;

  // The cell that is coming.
  uint8_t *store;  // owned span; null: none
  uint64_t store_size, store_count;
  uint32_t store_crc, store_crc_wanted;
  bool offers_are_stale;  // a session that is over offered cells and did not swap them in

  // The command that runs.
  struct runner runner;
  uint64_t command;          // number of its task
  uint32_t command_session;  // whose it is; 0: of a session that is over
  uint16_t command_sequence;
};
extern struct channel_state channel;

// ---- answer.c: to the line ----
void channel_answer(const struct channel_frame *request, enum channel_type type, const void *payload, uint32_t length);
// To whoever sent a request of that number; both 0: to whoever listens.
void channel_answer_to(uint32_t session, uint16_t sequence, enum channel_type type, const void *payload,
                       uint32_t length);
void channel_refuse(const struct channel_frame *request, status_t status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
uint64_t channel_get_number(const uint8_t *from, uint32_t bytes);  // little-endian
void channel_put_number(uint8_t *to, uint64_t value, uint32_t bytes);

// ---- requests, each in its file; they answer ----
void channel_take(const struct channel_frame *request);  // a whole frame, of anybody
void channel_garbage(status_t status);                   // a piece that was none
void channel_read(const struct channel_frame *request);
void channel_store_begin(const struct channel_frame *request);
void channel_store_more(const struct channel_frame *request);
void channel_store_drop(void);
bool channel_store_drop_stale(void);  // false: they may be in use, as long as a command runs
void channel_command_run(const struct channel_frame *request);
void channel_command_stop(const struct channel_frame *request);
void channel_command_abandon(void);   // its client is gone
bool channel_command_has_news(void);  // lock held: there is output, or it has ended
void channel_command_look_after(void);

// ---- ring.c; the lock is held ----
uint32_t channel_ring_put(struct channel_ring *ring, const void *bytes, uint32_t count);  // how many fitted
uint32_t channel_ring_take(struct channel_ring *ring, void *bytes, uint32_t count);       // how many there were
