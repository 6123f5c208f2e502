// SPDX-License-Identifier: Apache-2.0
// wait_in_loop: held from the second time round on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS void drain(void);
// file: wait_in_loop.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

void drain(void) {
  for (;;) {
    // want: lock.wait 'queue.lock' is held where 'sched_give_way' may wait
    sched_give_way();
    // note: 'queue.lock' is entered here
    lock_enter(&queue.lock);
    if (queue.count == 0) break;
  }
  lock_leave(&queue.lock);
}
