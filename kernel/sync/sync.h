// SPDX-License-Identifier: Apache-2.0
// sync: locks and wait queues.
//
// spin      interrupts off while held; for what interrupt handlers touch too. Never held at a wait but the one that
//           gives it.
// wait      a queue of tasks that wait for a condition, with deadline; whoever makes the condition true wakes.
// mutex     for tasks; waits; first come, first served; not recursive: taking one's own is INVALID, not a deadlock.
// condition as in POSIX: waits with the mutex released, retaken before it returns.
//
// Context  spin: any but faults. wake, signal, broadcast: also from interrupts. The rest: in a task, interrupts on, no
//          spin lock held.
// Owns     all objects lie in the caller's memory; zeroed memory is a valid free lock and an empty queue. A mutex keeps
//          its holder's record (not the task) alive.
// State    none.
// Errors   KILLED: the waiting task was told to end, the mutex was not taken. TIMED_OUT. INVALID: releasing what one
//          does not hold, taking what one holds, or waiting outside a task. CORRUPT: the mutex's holder ended without
//          giving it, so what it guards may be half changed.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/task/task.h"

struct spin {
  uint32_t held;
  uint64_t interrupts;  // whether they were on when it was taken
};
struct wait_queue {
  struct list_node tasks;  // of struct task by member `queue`, first come first
};
struct mutex {
  struct task *holder;  // null: free
  struct wait_queue waiters;
};
struct condition {
  struct wait_queue waiters;
};

RAW void spin_take(struct spin *spin);
RAW void spin_give(struct spin *spin);

// Waits on the queue. Call with `spin` taken (it guards the condition); it is given while waiting and retaken before
// return. deadline_ns: clock_now() at which to give up; 0: none. OK means woken, not that the condition holds: look
// again.
STEPS status_t wait_on(struct wait_queue *queue, struct spin *spin, uint64_t deadline_ns, const char *what);
ATOMIC bool wait_wake_one(struct wait_queue *queue);      // true: there was one
ATOMIC uint32_t wait_wake_all(struct wait_queue *queue);  // how many there were

STEPS status_t mutex_take(struct mutex *mutex);
ATOMIC status_t mutex_try(struct mutex *mutex);  // BUSY: held
ATOMIC status_t mutex_give(struct mutex *mutex);
// Whatever the answer, the mutex is held again afterwards; INVALID: it was not held.
STEPS status_t condition_wait(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns);
ATOMIC void condition_signal(struct condition *condition);
ATOMIC void condition_broadcast(struct condition *condition);
