// SPDX-License-Identifier: Apache-2.0
// ok_helpers_enter_and_leave: entered and left in helpers.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS void take(void);
// file: ok_helpers_enter_and_leave.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static void enter(struct lock *lock) {
  lock_enter(lock);
}
static void leave(struct lock *lock) {
  lock_leave(lock);
}

void take(void) {
  enter(&queue.lock);
  uint32_t count = queue.count;
  leave(&queue.lock);
  if (count == 0) sched_give_way();
}
