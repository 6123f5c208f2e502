// SPDX-License-Identifier: Apache-2.0
// rank_left_is_held: what was left in a transaction is held: leaving does not help.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void put(void);
// file: rank_left_is_held.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

void put(void) {
  lock_enter(&queue.second);
  lock_leave(&queue.second);
  // want: lock.rank 'queue.lock' is entered behind 'queue.second': it stands before that in the state object, so its
  //   rank is lower
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
}
