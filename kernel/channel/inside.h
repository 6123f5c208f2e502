// SPDX-License-Identifier: Apache-2.0
// inside: what the files of kernel/channel share: the channel and its ends.
//
// Who waits. A task that waits is in `sleeper` of one of its ends, a list of the scheduler's: whoever takes it off there (sched_wake_first)
// has woken it out of this very wait, and out of no other. So an end in `senders` or `receivers` is worth what its leader's sleeper says: if nobody
// is there (the task was killed, its deadline came, its call was abandoned) the end is put out of the queue and passed over. While the task is
// there, `message`, `object` and `turn` are those of a call that has not ended, and whoever has woken it completes that call in the same
// transaction.
//
// Who changes what. All of a channel and what its ends are queued by: under its lock. `group`: by the end's owner alone, or by the undertaker
// when that is dead. `leader` of an end, and that it is there: by the owner, under the lock of the end's channel; so a leader is closed after all
// that it leads have left the queues.
#pragma once
#include "kernel/base/list.h"
#include "kernel/channel/stream.h"
#include "kernel/lock/lock.h"
#include "kernel/trace/trace.h"

struct channel {
  struct lock lock;
  uint32_t entry;  // in the ledger: owns what is kept
  uint32_t size;   // bytes of a message; 1: of a stream
  uint32_t slot;   // bytes from one message in the ring to the next
  uint32_t capacity, first, count;
  enum channel_gives gives;
  uint32_t may_send, may_receive;  // ends
  bool had_sender, had_receiver, unused[6];
  uint64_t hash;
  uint64_t sent;
  struct list_node senders, receivers;  // ends that wait, by `waiting`, first come first
  struct list_node ends;                // by `all`
  char name[CHANNEL_NAME], type[CHANNEL_TYPE_NAME];
  uint8_t ring[];
};

struct channel_end {
  RETAINS struct channel *channel;
  uint32_t entry, owner;  // in the ledger
  uint32_t rights;
  uint32_t index, wanted;  // of its case
  uint32_t next_case;      // of a select that begins with it: where it looks first
  struct list_node all, waiting;
  struct list_node sleeper;  // the task that waits by this end, and by those that it leads
  struct list_node group;    // ends of one select
  RETAINS struct channel_end *leader;
  RETAINS void *message;
  RETAINS void **object;
  RETAINS struct channel_turn *turn;
};

extern const struct trace_point channel_sent, channel_received;

// The first end of the queue whose task waits; it is woken and off the queue. Null: none.
struct channel_end *channel_wake(struct list_node *queue);
// Wakes the first ones that wait for what cannot come any more, or for what may be possible now; they look again.
void channel_wake_some(struct channel *channel) HOLDS(&channel->lock);
void channel_complete(struct channel_end *end, uint64_t count);
// One case: OK, CLOSED, INVALID, or BUSY: not now.
status_t channel_do(struct channel *channel, const struct channel_case *what, struct channel_turn *turn)
    HOLDS(&channel->lock);
// whole: a write is done when all is written, not when some is.
status_t channel_do_stream(struct channel *channel, const struct channel_case *what, struct channel_turn *turn,
                           bool whole) HOLDS(&channel->lock);
status_t channel_give_object(const struct channel *channel, RETAINS void *object, uint32_t owner);
