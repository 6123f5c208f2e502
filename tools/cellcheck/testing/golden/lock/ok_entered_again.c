// SPDX-License-Identifier: Apache-2.0
// ok_entered_again: a lock that is held is entered again behind those below.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC void put(void);
// file: ok_entered_again.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static void count(void) {
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
}

void put(void) {
  lock_enter(&queue.lock);
  heap_fail_after(0);
  count();
  lock_leave(&queue.lock);
}
