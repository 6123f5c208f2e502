// SPDX-License-Identifier: Apache-2.0
// sync: wait queues, mutexes, conditions; for waits between transactions. What guards memory inside them is kernel/lock.
//
// wait      a queue of tasks that wait for a condition, with deadline; whoever makes the condition true wakes.
// mutex     held across transactions; waits; first come, first served; not recursive: taking one's own is INVALID, not a
//           deadlock. It belongs to its holder: when that ends, or abandons the request that took it, it goes on to the
//           next.
// condition as in POSIX: waits with the mutex released, retaken before it returns.
//
// Context  wait_here, mutex_take, condition_wait: in a task, outside transactions, preemption on. The rest: any but faults.
// Owns     all objects lie in the caller's memory, which outlives all who use them (state or heap; not the stack of a task
//          that can be killed while others wait); zeroed memory is a free mutex and an empty queue.
// State    `sync`: the lock that guards all mutexes.
// Errors   TIMED_OUT. NO_MEMORY: for the entry in the ledger; nothing was taken. INVALID: releasing what one does not
//          hold, taking what one holds, or waiting outside a task.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/task/task.h"

struct wait_queue {
  struct list_node tasks;  // of struct task by member `queue`, first come first
};
struct mutex {
  struct task *holder;  // null: free
  struct wait_queue waiters;
  uint32_t entry;  // in the ledger, below the holder
  bool handed;     // the holder waited for it, and has not seen yet that it got it
};
struct condition {
  struct wait_queue waiters;
};

// Enters the running task into the queue, in the transaction that found the condition false. deadline_ns: clock_now() at
// which to give up; 0: none. Outside a task nothing happens. docs/kinds.md has the loop.
ATOMIC void wait_join(struct wait_queue *queue, uint64_t deadline_ns, const char *what);
// Waits where wait_join entered; returns at once if somebody has woken the task since. OK means woken, not that the
// condition holds: look again. TIMED_OUT, NO_MEMORY, INVALID.
STEPS status_t wait_here(void);
ATOMIC bool wait_wake_one(struct wait_queue *queue);      // true: there was one
ATOMIC uint32_t wait_wake_all(struct wait_queue *queue);  // how many there were

STEPS status_t mutex_take(struct mutex *mutex);
ATOMIC status_t mutex_ask(struct mutex *mutex);  // mutex_take's step. WAITING: wait_here(), then ask again
ATOMIC status_t mutex_try(struct mutex *mutex);  // BUSY: held
ATOMIC status_t mutex_give(struct mutex *mutex);
ATOMIC void mutex_drop(struct mutex *mutex);  // the ledger's: gives it whoever holds it
// The mutex is held again afterwards, unless the answer is INVALID (it was not held) or NO_MEMORY. Made again after it was
// abandoned it only takes the mutex back and answers OK, as if it had been woken for nothing.
STEPS status_t condition_wait(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns);
// condition_wait's steps: gives the mutex and enters (WAITING), or finds that done (OK); takes it back.
ATOMIC status_t condition_join(struct condition *condition, RETAINS struct mutex *mutex, uint64_t deadline_ns);
ATOMIC status_t mutex_retake(struct mutex *mutex);
ATOMIC void condition_signal(struct condition *condition);
ATOMIC void condition_broadcast(struct condition *condition);
