// SPDX-License-Identifier: Apache-2.0
// ok_left_before: left on every path, then waited.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS status_t take(void);
// file: ok_left_before.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static bool is_empty(void) {
  lock_enter(&queue.lock);
  bool empty = queue.count == 0;
  lock_leave(&queue.lock);
  return empty;
}

status_t take(void) {
  while (is_empty()) {
    status_t status = sched_wait_here();
    if (status != OK) return status;
  }
  return OK;
}
