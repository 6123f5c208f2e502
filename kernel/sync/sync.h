// SPDX-License-Identifier: Apache-2.0
// sync: wait queues, mutexes, conditions; for waits between transactions. What guards memory inside them is kernel/lock.
// docs/synchronisation.md has the guarantees, kernel/sync/rwlock.h locks that many hold for reading.
//
// wait      a queue of tasks that wait for a condition, with deadline; whoever makes the condition true wakes.
// cancellation  what calls off all waits that were entered under it, by several tasks and in several queues, and those to come.
// mutex     held across transactions; waits; first come, first served; not recursive: taking one's own is INVALID, not a
//           deadlock. It belongs to its holder: when that ends, or abandons the request that took it, it goes on to the
//           next.
// condition as in POSIX: waits with the mutex released, retaken before it returns.
//
// Context  wait_here, mutex_take, mutex_take_until, condition_wait: in a task, outside transactions, preemption on. The rest: any but faults.
// Owns     all objects lie in the caller's memory, which outlives all who use them (state or heap; not the stack of a task
//          that can be killed while others wait); zeroed memory is a free mutex and an empty queue.
// State    none.
// Errors   TIMED_OUT. INTERRUPTED: called off. NO_MEMORY: for a mutex's entry in the ledger; nothing was taken. INVALID: releasing what one does
//          not hold, taking what one holds, or waiting outside a task. DEADLOCK, of ATOMIC steps: the wait would close a circle of tasks and is not
//          entered. The STEPS calls fault then, and tell the circle.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/base/lock_word.h"
#include "kernel/task/task.h"

struct wait_queue {
  struct list_node tasks;  // of struct task by member `queue`, first come first
};
struct cancellation {
  struct lock lock;
  struct list_node waits;  // of struct task by `cancel`
  bool is_called_off;
};
struct mutex {
  struct lock lock;     // of the rest
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
// The same under a cancellation: sched_wait_here answers INTERRUPTED when that is called off, at once if it was.
ATOMIC void wait_join_under(struct wait_queue *queue, RETAINS struct cancellation *cancellation, uint64_t deadline_ns,
                            const char *what);
// Waits where wait_join entered; returns at once if somebody has woken the task since. OK means woken, not that the
// condition holds: look again. TIMED_OUT, INTERRUPTED, INVALID.
STEPS status_t wait_here(void);
ATOMIC bool wait_wake_one(struct wait_queue *queue);      // true: there was one
ATOMIC uint32_t wait_wake_all(struct wait_queue *queue);  // how many there were

// Calls off all waits under it, and all that are entered from now on until wait_allow. WAITING: more waited than one transaction wakes; call again.
ATOMIC status_t wait_call_off(struct cancellation *cancellation);
ATOMIC void wait_allow(struct cancellation *cancellation);

STEPS status_t mutex_take(struct mutex *mutex);
STEPS status_t mutex_take_until(struct mutex *mutex, uint64_t deadline_ns);  // TIMED_OUT: not taken
// Their step. WAITING: wait_here(), then ask again. DEADLOCK: nobody waits.
ATOMIC status_t mutex_ask(struct mutex *mutex, uint64_t deadline_ns);
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
