// SPDX-License-Identifier: Apache-2.0
// stream: bytes between tasks, in order: what pipes and terminals are made of. A channel (channel.h) of type stream_type() that keeps up to
// `capacity` bytes; all that is said there of ends, owners, closing and select holds.
//
//   channel_make(stream_type(), "", 4096, CHANNEL_SEND, &write_end);
//   channel_share(write_end, stream_type(), CHANNEL_RECEIVE, &read_end);
//
// Context  STEPS: in a task, outside transactions.
// Owns     nothing.
// State    none.
// Errors   CLOSED: reading: all that was written has been read and nobody is left who writes: the end of the file. Writing: nobody is left
//          who reads. TIMED_OUT. turn->count is right after each of them.
#pragma once
#include "kernel/channel/channel.h"

enum { STREAM_LEAST = 16, STREAM_MOST = 8192 };  // capacity, bytes

READ VIEW_RET const struct channel_type *stream_type(void);
// OK: turn->count bytes, from 1 to count, as many as are there.
STEPS status_t stream_read(struct channel_end *end, void *bytes, uint32_t count, struct channel_turn *turn,
                           uint64_t deadline_ns);
// OK: all of them. Else turn->count of them are written; the same call with the same turn goes on behind them. What fits into the capacity
// is written in one piece if there is room for it; else other writers' bytes may come between.
STEPS status_t stream_write(struct channel_end *end, const void *bytes, uint32_t count, struct channel_turn *turn,
                            uint64_t deadline_ns);
