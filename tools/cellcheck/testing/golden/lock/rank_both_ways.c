// SPDX-License-Identifier: Apache-2.0
// rank_both_ways: two state objects, in one order here and in the other there.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void put(void);
ATOMIC void take(void);
// file: rank_both_ways.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

struct store {
  struct lock lock;
  uint32_t count;
};
CELL_STATE(struct store, store);

void put(void) {
  lock_enter(&queue.lock);
  // want: lock.rank 'store.lock' is entered behind 'queue.lock': elsewhere in this cell they are entered the other way
  //   round
  lock_enter(&store.lock);
  queue.count += store.count;
  lock_leave(&store.lock);
  lock_leave(&queue.lock);
}

void take(void) {
  lock_enter(&store.lock);
  // want: lock.rank 'queue.lock' is entered behind 'store.lock': elsewhere in this cell they are entered the other way
  //   round
  lock_enter(&queue.lock);
  store.count += queue.count;
  lock_leave(&queue.lock);
  lock_leave(&store.lock);
}
