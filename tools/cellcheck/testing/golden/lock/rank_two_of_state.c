// SPDX-License-Identifier: Apache-2.0
// rank_two_of_state: the second lock of a state object before the first.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void put(void);
// file: rank_two_of_state.c
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
  // want: lock.rank 'queue.lock' is entered behind 'queue.second': it stands before that in the state object, so its
  //   rank is lower
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
  lock_leave(&queue.second);
}
