// SPDX-License-Identifier: Apache-2.0
// move: how a message gets from one end to another, or into the ring and out of it.
#include "kernel/channel/inside.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"

TRACE_POINT(channel_sent, "channel send", "channel", "kept");
TRACE_POINT(channel_received, "channel receive", "channel", "kept");

enum { WAKE_MOST = 16 };  // in one transaction, whose journal is bounded; who has been woken wakes the next ones

struct channel_end *channel_wake(struct list_node *queue) {
  while (!list_is_empty(queue)) {
    struct list_node *first = queue->next, *next = first->next;
    struct channel_end *end = LIST_OBJECT(first, struct channel_end, waiting);
    queue->next =
        next;  // as list_remove, with all that it loads in front of all that it stores: the journal takes that as one group
    next->previous = queue;
    list_init(first);
    if (sched_wake_first(&end->leader->sleeper) != NULL) return end;
  }
  return NULL;
}

void channel_complete(struct channel_end *end, uint64_t count) {
  *end->turn = (struct channel_turn){.done = true, .index = end->index, .count = count};
}

static bool has_nobody_to_send(const struct channel *channel) {
  return channel->may_send == 0 && channel->had_sender;
}
static bool has_nobody_to_receive(const struct channel *channel) {
  return channel->may_receive == 0 && channel->had_receiver;
}

void channel_wake_some(struct channel *channel) {
  uint32_t senders = has_nobody_to_receive(channel) ? WAKE_MOST : channel->count < channel->capacity;
  uint32_t receivers = has_nobody_to_send(channel) ? WAKE_MOST : channel->count > 0;
  while (senders-- > 0 && channel_wake(&channel->senders) != NULL) {}
  while (receivers-- > 0 && channel_wake(&channel->receivers) != NULL) {}
}

status_t channel_give_object(const struct channel *channel, void *object, uint32_t owner) {
  switch (channel->gives) {
  case CHANNEL_GIVES_HEAP: return heap_give(object, owner);
  case CHANNEL_GIVES_PAGES: return pages_give(object, owner);
  case CHANNEL_GIVES_END: return channel_give((struct channel_end *)object, owner);
  case CHANNEL_GIVES_NOTHING:
  case CHANNEL_STREAM: break;
  }
  return INVALID;
}

// Asked without a change: what a request moves counts as acquired by it, and would go with it if it were abandoned. An end that is kept in its own
// channel would keep that alive with nobody to take it out.
static bool can_be_given(const struct channel *channel, void *object) {
  struct pages_span span;
  switch (channel->gives) {
  case CHANNEL_GIVES_HEAP: return object != NULL && heap_size(object) > 0;
  case CHANNEL_GIVES_PAGES:
    return pages_span_at(object, &span) == OK && span.start == (uint64_t)object && !span.is_device;
  case CHANNEL_GIVES_END: return object != NULL && ((const struct channel_end *)object)->channel != channel;
  case CHANNEL_GIVES_NOTHING:
  case CHANNEL_STREAM: break;
  }
  return false;
}

static void copy(void *to, const void *from, uint32_t size) {
  if (size == sizeof(uint64_t))
    __builtin_memcpy(to, from, sizeof(uint64_t));  // two instructions
  else
    __builtin_memcpy(to, from, size);
}

// ---- Messages: the lock of the channel is held ----

static void **object_at(const struct channel *channel, uint8_t *place) {
  return (void **)(place + channel->slot - sizeof(void *));
}

static bool hand_over(const struct channel *channel, const void *message, void **object, uint32_t owner, void *to,
                      void **object_to) {
  if (channel->gives != CHANNEL_GIVES_NOTHING) {
    if (channel_give_object(channel, *object, owner) != OK) return false;
    *object_to = *object;
    *object = NULL;
  }
  copy(to, message, channel->size);
  return true;
}

static uint8_t *place_of(struct channel *channel, uint32_t index) {
  uint32_t at = channel->first + index;
  if (at >= channel->capacity) at -= channel->capacity;
  return channel->ring + (uint64_t)at * channel->slot;
}

static bool keep(struct channel *channel, const void *message, void **object) {
  uint8_t *place = place_of(channel, channel->count);
  if (!hand_over(channel, message, object, channel->entry, place, object_at(channel, place))) return false;
  channel->count++;
  return true;
}

static status_t send(struct channel *channel, const struct channel_case *what) {
  if (has_nobody_to_receive(channel)) return CLOSED;
  if (channel->gives != CHANNEL_GIVES_NOTHING && !can_be_given(channel, *what->object)) return INVALID;
  struct channel_end *peer = channel_wake(&channel->receivers);
  if (peer != NULL) {  // its end lives to the end of this transaction: who closes it needs the lock of the channel
    (void)hand_over(channel, what->message, what->object, peer->entry, peer->message, peer->object);
    channel_complete(peer, 0);
  } else if (channel->count == channel->capacity || !keep(channel, what->message, what->object)) {
    return BUSY;
  }
  channel->sent++;
  TRACE_DETAIL(channel_sent, channel->entry, channel->count);
  return OK;
}

// What a sender that waits has to send: to the receiver `to`, or, if that is null, into the ring. False: none waits. One whose object is not there
// any more has been woken, and hears it when it looks again.
static bool take_of_sender(struct channel *channel, const struct channel_case *to) {
  for (struct channel_end *peer; (peer = channel_wake(&channel->senders)) != NULL;) {
    bool went = to == NULL ? keep(channel, peer->message, peer->object)
                           : hand_over(channel, peer->message, peer->object, to->end->entry, to->message, to->object);
    if (!went) continue;
    channel_complete(peer, 0);
    channel->sent++;
    return true;
  }
  return false;
}

static bool take_of_ring(struct channel *channel, const struct channel_case *to) {
  uint8_t *place = place_of(channel, 0);
  if (!hand_over(channel, place, object_at(channel, place), to->end->entry, to->message, to->object)) return false;
  channel->first = channel->first + 1 == channel->capacity ? 0 : channel->first + 1;
  channel->count--;
  (void)take_of_sender(channel, NULL);
  return true;
}

static status_t receive(struct channel *channel, const struct channel_case *what) {
  if (channel->count > 0) {
    if (!take_of_ring(channel, what)) return INVALID;
  } else if (!take_of_sender(channel, what)) {
    return has_nobody_to_send(channel) ? CLOSED : BUSY;
  }
  TRACE_DETAIL(channel_received, channel->entry, channel->count);
  return OK;
}

status_t channel_do(struct channel *channel, const struct channel_case *what, struct channel_turn *turn) {
  status_t status = what->right == CHANNEL_SEND ? send(channel, what) : receive(channel, what);
  if (status == OK) turn->done = true;
  return status;
}

// ---- Bytes: the same ----

static uint32_t least(uint64_t a, uint64_t b) {
  return (uint32_t)(a < b ? a : b);
}

static void put(struct channel *channel, const uint8_t *bytes, uint32_t count) {
  uint32_t at = (channel->first + channel->count) % channel->capacity;
  uint32_t piece = least(count, channel->capacity - at);
  __builtin_memcpy(channel->ring + at, bytes, piece);
  __builtin_memcpy(channel->ring, bytes + piece, count - piece);
  channel->count += count;
}

static void get(struct channel *channel, uint8_t *bytes, uint32_t count) {
  uint32_t piece = least(count, channel->capacity - channel->first);
  __builtin_memcpy(bytes, channel->ring + channel->first, piece);
  __builtin_memcpy(bytes + piece, channel->ring, count - piece);
  channel->first = (channel->first + count) % channel->capacity;
  channel->count -= count;
}

// Who writes is woken when half of the ring is free: not for each byte that is read.
static status_t read(struct channel *channel, const struct channel_case *what, struct channel_turn *turn) {
  if (channel->count == 0 && what->count > 0) return has_nobody_to_send(channel) ? CLOSED : BUSY;
  uint32_t count = least(what->count, channel->count);
  get(channel, what->message, count);
  turn->count = count;
  turn->done = true;
  if (channel->count <= channel->capacity / 2) (void)channel_wake(&channel->senders);
  TRACE_DETAIL(channel_received, channel->entry, channel->count);
  return OK;
}

static uint32_t give_to_reader(struct channel *channel, const uint8_t *bytes, uint64_t count) {
  if (channel->count > 0) return 0;
  struct channel_end *peer = channel_wake(&channel->receivers);
  if (peer == NULL) return 0;
  uint32_t given = least(least(count, peer->wanted), STREAM_MOST);
  __builtin_memcpy(peer->message, bytes, given);
  channel_complete(peer, given);
  return given;
}

// All of it, one way or the other, is in one transaction, so that nobody's bytes come in between.
static status_t write(struct channel *channel, const struct channel_case *what, struct channel_turn *turn, bool whole) {
  if (has_nobody_to_receive(channel)) return CLOSED;
  const uint8_t *from = (const uint8_t *)what->message + turn->count;
  uint64_t left = what->count - turn->count;
  uint32_t moved = left == 0 ? 0 : give_to_reader(channel, from, left);
  uint32_t room = channel->capacity - channel->count;
  if (left - moved > room && what->count <= channel->capacity && turn->count == 0 && moved == 0) return BUSY;
  uint32_t kept = least(left - moved, room);
  put(channel, from + moved, kept);
  moved += kept;
  if (moved > 0) {
    turn->count += moved;
    channel->sent += moved;
    TRACE_DETAIL(channel_sent, channel->entry, channel->count);
  }
  if (moved == left || (!whole && moved > 0)) turn->done = true;
  return turn->done ? OK : BUSY;
}

status_t channel_do_stream(struct channel *channel, const struct channel_case *what, struct channel_turn *turn,
                           bool whole) {
  return what->right == CHANNEL_SEND ? write(channel, what, turn, whole) : read(channel, what, turn);
}
