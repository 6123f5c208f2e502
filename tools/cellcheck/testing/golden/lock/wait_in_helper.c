// SPDX-License-Identifier: Apache-2.0
// wait_in_helper: the helper waits, its caller holds.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS status_t take(void);
// file: wait_in_helper.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static status_t wait_for_one(void) {
  while (queue.count == 0) {
    // note: 'sched_wait_here' is called here
    status_t status = sched_wait_here();
    if (status != OK) return status;
  }
  return OK;
}

status_t take(void) {
  // note: 'queue.lock' is entered here
  lock_enter(&queue.lock);
  // want: lock.wait 'queue.lock' is held where 'sched_wait_here' may wait
  status_t status = wait_for_one();
  lock_leave(&queue.lock);
  return status;
}
