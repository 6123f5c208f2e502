// SPDX-License-Identifier: Apache-2.0
// ok_own_first: its own lock, then those of the cells below.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
ATOMIC status_t put(void);
// file: ok_own_first.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

status_t put(void) {
  lock_enter(&queue.lock);
  uint64_t *word = NEW(uint64_t);
  if (word != NULL) {
    queue.count++;
    heap_delete(word);
  }
  lock_leave(&queue.lock);
  return word == NULL ? NO_MEMORY : OK;
}
