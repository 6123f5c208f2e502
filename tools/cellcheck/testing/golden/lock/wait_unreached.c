// SPDX-License-Identifier: Apache-2.0
// wait_unreached: nobody in the cell calls the function that waits with a lock.
// file: wait_unreached.c
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

status_t stand(struct lock *lock) {
  // note: a lock is entered here
  lock_enter(lock);
  // want: lock.wait a lock is held where 'sched_wait_here' may wait
  status_t status = sched_wait_here();
  lock_leave(lock);
  return status;
}
