// SPDX-License-Identifier: Apache-2.0
// rank_below_first: the heap's lock is held to the end of the transaction, and then ours is entered.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC status_t put(void);
// file: rank_below_first.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

status_t put(void) {
  // note: 'heap_new' is called here: locks of its cell may be held to the end of the transaction
  uint64_t *word = NEW(uint64_t);
  if (word == NULL) return NO_MEMORY;
  // want: lock.rank 'queue.lock' is entered behind locks of a cell that this one depends on
  // mend: enter this cell's lock before the first call of another cell's ATOMIC function
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
  heap_delete(word);
  return OK;
}
