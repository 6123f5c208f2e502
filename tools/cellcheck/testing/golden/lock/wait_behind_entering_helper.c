// SPDX-License-Identifier: Apache-2.0
// wait_behind_entering_helper: the helper enters and comes back with the lock.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS void take(void);
// file: wait_behind_entering_helper.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static void look(uint32_t *count) {
  lock_enter(&queue.lock);
  *count = queue.count;
}

void take(void) {
  uint32_t count;
  // note: 'queue.lock' is entered here
  look(&count);
  // want: lock.wait 'queue.lock' is held where 'sched_give_way' may wait
  if (count == 0) sched_give_way();
  lock_leave(&queue.lock);
}
