// SPDX-License-Identifier: Apache-2.0
// policy: which of the ready tasks runs next. An interface: the image names its provider (//kernel/sched:round_robin).
//
// The run queue is state of kernel/sched and is lent to each call; a policy keeps nothing, so it can be exchanged at
// any time.
// Context  interrupts off, on the CPU's own stack or in the scheduler's calls; may not block.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/task/task.h"

struct sched_queue {
  struct list_node ready;  // of struct task by member `queue`
  uint64_t count;
};

// was_preempted: it would have run on; else it is new, was woken, or yielded.
ATOMIC void policy_enqueue(struct sched_queue *queue, RETAINS struct task *task, bool was_preempted);
ATOMIC VIEW_RET struct task *policy_choose(struct sched_queue *queue);  // takes it off the queue; null: empty
READ uint64_t policy_slice_ns(const struct task *task);                 // how long it may run before others are asked
READ void policy_name(char *name, uint32_t size);                       // "round robin"
