// SPDX-License-Identifier: Apache-2.0
// rank_below_in_helper: by two helpers.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC void put(void);
// file: rank_below_in_helper.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static void make(void) {
  // note: 'heap_fail_after' is called here: locks of its cell may be held to the end of the transaction
  heap_fail_after(0);
}

static void count(void) {
  // want: lock.rank 'queue.lock' is entered behind locks of a cell that this one depends on
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
}

void put(void) {
  make();
  // note: 'put' calls 'count' here
  count();
}
