// SPDX-License-Identifier: Apache-2.0
// wait_held: a lock is held at a wait.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS status_t take(void);
// file: wait_held.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

status_t take(void) {
  // note: 'queue.lock' is entered here
  lock_enter(&queue.lock);
  // want: lock.wait 'queue.lock' is held where 'sched_wait_here' may wait
  // mend: leave the lock first; look at the condition and enter the queue in one ATOMIC function
  status_t status = queue.count == 0 ? sched_wait_here() : OK;
  lock_leave(&queue.lock);
  return status;
}
