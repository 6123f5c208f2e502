// SPDX-License-Identifier: Apache-2.0
// Wait queues: the lists themselves are kernel/sched's to guard, since a kill or a deadline takes a task off them too.
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"

enum { CALLED_OFF = 32 };  // waits, in one transaction

void wait_join(struct wait_queue *queue, uint64_t deadline_ns, const char *what) {
  sched_wait_join(&queue->tasks, deadline_ns, what);
}

status_t wait_here(void) {
  return sched_wait_here();
}

bool wait_wake_one(struct wait_queue *queue) {
  return sched_wake_first(&queue->tasks) != NULL;
}

uint32_t wait_wake_all(struct wait_queue *queue) {
  uint32_t count = 0;
  while (sched_wake_first(&queue->tasks) != NULL)
    count++;
  return count;
}

void wait_join_under(struct wait_queue *queue, struct cancellation *cancellation, uint64_t deadline_ns,
                     const char *what) {
  lock_enter(&cancellation->lock);
  sched_wait_join(&queue->tasks, deadline_ns, what);
  struct task *task = task_current();
  if (!cancellation->is_called_off)
    sched_wait_cancellable(&cancellation->waits);
  else if (task != NULL)
    (void)sched_wake_with(task, INTERRUPTED);
  lock_leave(&cancellation->lock);
}

status_t wait_call_off(struct cancellation *cancellation) {
  lock_enter(&cancellation->lock);
  cancellation->is_called_off = true;
  uint32_t count = 0;
  while (count < CALLED_OFF && sched_cancel_first(&cancellation->waits))
    count++;
  lock_leave(&cancellation->lock);
  return count < CALLED_OFF ? OK : WAITING;
}

void wait_allow(struct cancellation *cancellation) {
  lock_enter(&cancellation->lock);
  cancellation->is_called_off = false;
  lock_leave(&cancellation->lock);
}
