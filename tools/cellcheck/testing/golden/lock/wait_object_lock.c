// SPDX-License-Identifier: Apache-2.0
// wait_object_lock: the lock of an object that is a parameter.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct OWNED pipe;
STEPS void pipe_wait(struct pipe *pipe);
// file: wait_object_lock.c
#include "cell.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

struct pipe {
  uint32_t count;
  struct lock lock;
};

void pipe_wait(struct pipe *pipe) {
  // note: 'lock' of a struct pipe is entered here
  lock_enter(&pipe->lock);
  // want: lock.wait 'lock' of a struct pipe is held where 'sched_give_way' may wait
  if (pipe->count == 0) sched_give_way();
  lock_leave(&pipe->lock);
}
