// SPDX-License-Identifier: Apache-2.0
// ok_in_order: two locks of a state object as they stand in it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void put(void);
// file: ok_in_order.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

void put(void) {
  lock_enter(&queue.lock);
  lock_enter(&queue.second);
  queue.count++;
  lock_leave(&queue.second);
  lock_leave(&queue.lock);
}
