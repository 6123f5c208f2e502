// SPDX-License-Identifier: Apache-2.0
// state: what the soak's files share.
#pragma once
#include "kernel/channel/stream.h"
#include "kernel/event/event.h"
#include "kernel/lock/lock.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sync.h"
#include "testing/soak/soak.h"

enum { SOAK_WILD = 10, SOAK_STEADY = 8, SOAK_HARM = 2, SOAK_WHY = 120, SOAK_ENDS = 6 };

// Channels: calls and answers of the steady pair, its bytes; numbers, gifts and bytes of the wild ones.
enum soak_end { SOAK_CALLS, SOAK_ANSWERS, SOAK_STEADY_BYTES, SOAK_NUMBERS, SOAK_GIFTS, SOAK_WILD_BYTES };

struct soak {
  struct lock lock;
  uint64_t goes_on, seed;
  uint64_t counts[SOAK_COUNTS];
  uint64_t steady[SOAK_STEADY];  // how far each is
  uint64_t wrong;
  char why[SOAK_WHY];
  OWN struct channel_end *end[SOAK_ENDS];
  OWN struct task *steady_task[SOAK_STEADY], *wild[SOAK_WILD], *harm[SOAK_HARM];
  // Of the steady ones.
  struct event ping, pong;
  struct mutex mutex;
  struct condition changed;
  uint64_t turn;  // whose it is; the mutex guards it
  // Of the wild ones.
  struct event bits;
  struct mutex guard;
  struct rwlock table;
  struct rwlock_hold hold[SOAK_WILD];
  uint64_t guarded[2];  // the mutex `guard` does
  uint64_t tabled[2];   // the lock `table` does
  uint64_t pair[2];     // of soak_stumble
  uint64_t attempts;    // of soak_stumble, with those that were made again
  uint64_t exchanges;   // swaps since boot: which one comes next
};
extern struct soak soak;

struct soak_word {
  uint64_t number, again;
};
struct soak_gift {
  uint64_t mark;
};
const struct channel_type *soak_words(void);  // of struct soak_word
const struct channel_type *soak_gifts(void);  // of struct soak_gift
