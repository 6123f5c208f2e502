// SPDX-License-Identifier: Apache-2.0
// rwlock: a lock between transactions that many hold for reading, or one for writing.
//
//   struct rwlock_hold hold;                             in an object of the client's: what it holds, or where it waits
//   status_t status = rwlock_take(&table.lock, &client->hold, RWLOCK_READ, 0);
//   ...
//   status = rwlock_give(&client->hold);
//
// Fair: who asks waits behind those who asked before, so neither readers nor writers starve. A hold is in the ledger from the moment it waits:
// when its task ends, or abandons the request that asked, it leaves the line or the lock, and those behind it go on.
//
// Context  rwlock_take: in a task, outside transactions, preemption on. The rest: any but faults.
// Owns     nothing: both lie in their clients' memory; zeroed memory is a free lock, and a hold that holds nothing. A hold stays where it is
//          while it is in use: in state or heap, not on a stack, whose frames go (borrow.stack).
// State    none.
// Errors   TIMED_OUT, NO_MEMORY: the lock is not held. INVALID: outside a task, a hold that is in use, or giving what another task holds.
//          DEADLOCK, of the step: the wait would close a circle. rwlock_take faults then, and tells it.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/base/lock_word.h"
#include "kernel/sync/sync.h"

enum rwlock_way : uint32_t { RWLOCK_READ, RWLOCK_WRITE };

struct rwlock {
  struct lock lock;          // of the rest
  struct list_node holders;  // of struct rwlock_hold by `node`: readers, or one writer
  struct list_node line;     // the same, of those who wait, first come first
};
struct rwlock_hold {
  struct rwlock *of;  // null: it neither holds nor waits
  struct task *task;
  struct list_node node;
  struct wait_queue waits;  // its task, while that waits
  uint32_t entry;           // in the ledger, below the task
  enum rwlock_way way;
  bool is_granted;  // it holds
  bool is_known;    // and its task knows
};

STEPS status_t rwlock_take(struct rwlock *rwlock, RETAINS struct rwlock_hold *hold, enum rwlock_way way,
                           uint64_t deadline_ns);
ATOMIC status_t rwlock_try(RETAINS struct rwlock *rwlock, RETAINS struct rwlock_hold *hold,
                           enum rwlock_way way);  // BUSY
ATOMIC status_t rwlock_give(RETAINS struct rwlock_hold *hold);
// rwlock_take's steps. WAITING: wait_here(), then ask again. When that does not answer OK: rwlock_withdraw, which answers OK if the lock was had by
// then, else what it is given.
ATOMIC status_t rwlock_ask(RETAINS struct rwlock *rwlock, RETAINS struct rwlock_hold *hold, enum rwlock_way way,
                           uint64_t deadline_ns);
ATOMIC status_t rwlock_withdraw(RETAINS struct rwlock_hold *hold, status_t why);
ATOMIC void rwlock_drop(RETAINS struct rwlock_hold *hold);  // the ledger's: whoever holds it, or waits
