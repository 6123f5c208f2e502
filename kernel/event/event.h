// SPDX-License-Identifier: Apache-2.0
// event: a word of bits that anybody sets and one task at a time takes: for what has happened, however often.
//
// Context  event_set: any but faults, interrupts too. event_wait: in a task, outside transactions.
// Owns     nothing: an event lies in its user's memory, which outlives all who use it; zeroed memory is an event that is not set.
// State    none.
// Errors   TIMED_OUT. INVALID: waiting outside a task.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sync/sync.h"

struct event {
  struct lock lock;
  uint64_t bits;
  struct wait_queue waiters;
};

ATOMIC void event_set(struct event *event, uint64_t bits);  // those that are set stay set
// Takes all bits that are set, when one is. *taken is the client's cursor: zero before each wait; a call that is made again with bits in
// it takes no others. deadline_ns: clock_now() at which to give up; 0: none.
STEPS status_t event_wait(struct event *event, uint64_t *taken, uint64_t deadline_ns);
// Its step. WAITING: the running task is where it will be woken; wait_here() next (kernel/sync), then once more.
ATOMIC status_t event_take(struct event *event, uint64_t *taken, uint64_t deadline_ns);
