// SPDX-License-Identifier: Apache-2.0
// wait_held_on_one_path: one path forgets to leave it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
STEPS status_t take(bool patient);
// file: wait_held_on_one_path.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

status_t take(bool patient) {
  // note: 'queue.lock' is entered here
  lock_enter(&queue.lock);
  uint32_t count = queue.count;
  if (!patient) lock_leave(&queue.lock);
  // want: lock.wait 'queue.lock' is held where 'sched_wait_here' may wait
  status_t status = count == 0 ? sched_wait_here() : OK;
  if (patient) lock_leave(&queue.lock);
  return status;
}
