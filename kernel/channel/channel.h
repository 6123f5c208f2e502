// SPDX-License-Identifier: Apache-2.0
// channel: messages between tasks: handed over from hand to hand (capacity 0) or kept in order (capacity n), by any number of senders and
// receivers. docs/channel.md has what is guaranteed; stream.h in this folder has bytes instead of messages.
//
// An end is what a client has of a channel. It belongs to one owner in the ledger, and only the owner's task may wait by it. The channel
// lives as long as one of its ends. Messages are copied; of a type that gives an object, each message hands one over with it, without a
// copy: its entry in the ledger moves.
//
// Context  STEPS: in a task, outside transactions. ATOMIC: any but faults. Waiting by another's end, or outside a task, is INVALID.
// Owns     an end belongs to who made, shared or connected it, or was given it. When the owner dies the ledger closes it: the others hear
//          CLOSED. What has been sent and not received belongs to the channel.
// State    none: what there is of a channel hangs on its ends.
// Errors   CLOSED: nobody is left who could receive what is sent, or send what is waited for, and nothing is kept. INVALID: another type
//          of message (the log says which), no such right, an object that is not there. INTERRUPTED: the wait was called off. TIMED_OUT,
//          NO_MEMORY. BUSY: not now.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

enum {
  CHANNEL_NAME = 24,
  CHANNEL_TYPE_NAME = 40,
  CHANNEL_MESSAGE_MOST = 4096,  // bytes of a message
  CHANNEL_KEPT_MOST = 1 << 20,  // bytes of all places of a channel
  CHANNEL_CASES = 8,            // ends in one select
  CHANNEL_NOW = 1,              // a deadline that has passed: do not wait
};
enum channel_right : uint32_t { CHANNEL_SEND = 1, CHANNEL_RECEIVE = 2, CHANNEL_BOTH = 3 };
// What goes along with each message: nothing, an object of the heap, a span of kernel/pages, an end of another channel.
enum channel_gives : uint32_t {
  CHANNEL_GIVES_NOTHING,
  CHANNEL_GIVES_HEAP,
  CHANNEL_GIVES_PAGES,
  CHANNEL_GIVES_END,
  CHANNEL_STREAM
};

// A type of messages is a table, so the build has a hash of `struct tag` and of all that it leads to (docs/abi.md), and whoever connects is
// held to it. In a source of each cell that sends or receives them:
//
//   CHANNEL_TYPE(ping, CHANNEL_GIVES_NOTHING);   // of struct ping
//   ... channel_make(CHANNEL_OF(ping), "pings", 4, CHANNEL_SEND, &end);
struct channel_type {
  const char *name;
  uint32_t size;
  enum channel_gives gives;
};
#ifdef __DELIAS__
#define CHANNEL_TABLE_(type, name) CELL_OPS(type, name)
#else
#define CHANNEL_TABLE_(type, name) static const type name
#endif
#define CHANNEL_TYPE(tag, what)                                                                                        \
  struct channel_of_##tag {                                                                                            \
    struct channel_type type;                                                                                          \
    const struct tag *carries; /* null: it leads the build to the type */                                              \
  };                                                                                                                   \
  CHANNEL_TABLE_(struct channel_of_##tag, channel_of_##tag) = {                                                        \
      .type = {.name = "struct " #tag, .size = sizeof(struct tag), .gives = (what)}, .carries = NULL}
#define CHANNEL_OF(tag) (&channel_of_##tag.type)

struct OWNED channel_end;

// A channel and its first end. capacity: how many messages it keeps; 0: who sends waits for who receives. name: copied; "": nobody
// connects by it. OUT_OF_RANGE: a message or all of them are too large.
ATOMIC status_t channel_make(const struct channel_type *type, const char *name, uint32_t capacity, uint32_t rights,
                             OWN_RET struct channel_end **end);
// Another end of the same channel. INVALID: of another type.
ATOMIC status_t channel_share(RETAINS struct channel_end *of, const struct channel_type *type, uint32_t rights,
                              OWN_RET struct channel_end **end);
// An end of the oldest channel of that name. NOT_FOUND. INVALID: it carries another type.
STEPS status_t channel_connect(const char *name, const struct channel_type *type, uint32_t rights,
                               OWN_RET struct channel_end **end);
// A task that has another end of the same channel from its first instruction on, and gets it as its argument; `task` may be null, as in
// sched_spawn.
ATOMIC status_t channel_spawn(RETAINS struct channel_end *of, const struct channel_type *type, uint32_t rights,
                              const char *name, AS(STEPS) void (*entry)(void *end), OWN_RET struct task **task);
// Another owner in the ledger. BUSY: its owner waits by it. NOT_FOUND: no such owner.
ATOMIC status_t channel_give(RETAINS struct channel_end *end, uint32_t owner);
// With the last end that may send, all that wait to receive hear CLOSED when nothing is kept any more; with the last that may receive,
// all that send. Null is allowed.
ATOMIC void channel_close(OWN struct channel_end *end);

// Where a send or receive puts what has become of it: its client's, who zeroes it before the next one. It lies where the message lies: a
// call that was abandoned and is made again with both neither loses a message nor sends it twice.
struct channel_turn {
  bool done, unused[3];
  uint32_t index;  // select: the case that it came to, or that is CLOSED
  uint64_t count;  // streams: bytes so far
};
// deadline_ns: clock_now() at which to give up; 0: none; CHANNEL_NOW: at once. A message is received once, in the order in which each
// sender sent.
STEPS status_t channel_send(struct channel_end *end, const void *message, struct channel_turn *turn,
                            uint64_t deadline_ns);
STEPS status_t channel_receive(struct channel_end *end, void *message, struct channel_turn *turn, uint64_t deadline_ns);
// Of a type that gives: what *object owns goes along, and *object is null when it has gone. In the same instant it belongs to the end by which it
// was received: who has it releases it, or takes it over (heap_give, pages_give, channel_give with ledger_self()) before the end is closed.
STEPS status_t channel_send_object(struct channel_end *end, const void *message, OWN void **object,
                                   struct channel_turn *turn, uint64_t deadline_ns);
STEPS status_t channel_receive_object(struct channel_end *end, void *message, void **object, struct channel_turn *turn,
                                      uint64_t deadline_ns);

// One thing that a select may do.
struct channel_case {
  struct channel_end *end;
  uint32_t right;  // CHANNEL_SEND or CHANNEL_RECEIVE
  uint32_t count;  // streams: bytes at `message`
  void *message;   // read if it is sent, written if it is received
  void **object;   // of a type that gives
};
// Does exactly one of the cases: of those that can be done each in its turn, else the first that anybody makes possible. No end may be there twice. CLOSED:
// turn->index is a case that never can be done again; leave it out the next time.
STEPS status_t channel_select(const struct channel_case *cases, uint32_t count, struct channel_turn *turn,
                              uint64_t deadline_ns);
// Its step. OK: it is done. WAITING: the running task is where it will be woken; sched_wait_here() next, then turn->done or once more.
// BUSY: one of the ends is among others in an earlier select: channel_leave, then once more.
ATOMIC status_t channel_step(RETAINS const struct channel_case *cases, uint32_t count,
                             RETAINS struct channel_turn *turn, uint64_t deadline_ns);
// The same, and never waits: for who may not, interrupts too. BUSY: nothing can be done now.
ATOMIC status_t channel_try(RETAINS const struct channel_case *cases, uint32_t count, struct channel_turn *turn);
ATOMIC void channel_leave(struct channel_end *end);  // takes it and what it was selected with out of the queues

// For who shows them: channels are entries of type "channel" in the ledger. NOT_FOUND: that is none (any more).
struct channel_info {
  char name[CHANNEL_NAME], type[CHANNEL_TYPE_NAME];
  uint64_t hash;
  uint32_t capacity, kept, ends, senders, receivers;  // senders, receivers: ends that may
  uint32_t want_to_send, want_to_receive;             // tasks that wait
  uint64_t sent;
  enum channel_gives gives;
};
struct channel_end_info {
  uint32_t owner, rights;  // owner: a node of the ledger
  bool waits;
};
ATOMIC status_t channel_look(uint32_t entry, struct channel_info *info);
ATOMIC status_t channel_look_end(uint32_t entry, uint32_t index, struct channel_end_info *info);
// Of the table, as the running graph has it; of one that it has not (a unit test's), of name, size and what it gives.
READ uint64_t channel_hash(const struct channel_type *type);

// The last step of channel_connect, and of the last end's close; for nobody else.
ATOMIC status_t channel_enter(uint32_t entry, const struct channel_type *type, uint32_t rights,
                              OWN_RET struct channel_end **end);
ATOMIC void channel_bury(uint64_t channel);
