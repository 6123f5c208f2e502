// SPDX-License-Identifier: Apache-2.0
// wait_in_raw: RAW functions are held to this as well.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
RAW void idle(void);
// file: wait_in_raw.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

void idle(void) {
  // note: 'queue.lock' is entered here
  lock_enter(&queue.lock);
  // want: lock.wait 'queue.lock' is held where 'sched_give_way' may wait
  sched_give_way();
  lock_leave(&queue.lock);
}
