// SPDX-License-Identifier: Apache-2.0
// ok_steps_between: in STEPS each call is a transaction of its own.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC void put(void);
STEPS void work(void);
// file: ok_steps_between.c
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
  queue.count++;
  lock_leave(&queue.lock);
}

void work(void) {
  heap_fail_after(0);
  put();
  sched_give_way();
}
