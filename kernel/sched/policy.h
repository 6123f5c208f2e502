// SPDX-License-Identifier: Apache-2.0
// policy: which of the ready tasks runs next. An interface: the image names its provider (//kernel/sched:round_robin).
//
// A run queue is state of kernel/sched, one for each processor, and is lent to each call. A policy keeps something in it and
// in `turn` of its tasks, and nowhere else, so it can be exchanged at any time: whoever finds a queue that another provider
// arranged takes its tasks over, a portion at each choice. docs/scheduling.md.
//
// Context  interrupts off, in the scheduler's calls, under the lock that guards the queue; may not block.
// Owns     nothing. A task is in at most one queue, by `queue`.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/task/task.h"

enum { SCHED_LISTS = 44 };

// Zeroed memory is an empty queue. What lies in which list is the provider's; that each task lies in one list and that these
// are all of them is the same for all.
struct sched_queue {
  uint64_t count;              // tasks in it
  uint64_t filled;             // bit i clear: list[i] is empty
  uint32_t provider;           // who has arranged it; 0: nobody yet
  uint32_t arrangement;        // another number for each queue, and each time that another provider takes it over
  uint64_t weight;             // fair: of the tasks in the lists
  uint64_t time;               // fair: its virtual time, which may wrap
  struct list_node strangers;  // of struct task by `queue`, as the lists: left by the provider before, not arranged yet
  struct list_node list[SCHED_LISTS];
};

enum policy_comes {
  POLICY_WOKEN,      // it is new, or has waited
  POLICY_PREEMPTED,  // it would have run on, or comes back to where it was taken off
  POLICY_GAVE_WAY,   // it asks for the others to run first
};

// These two take a queue over: what they keep of it are its own lists, joined to another of its lists.
// ran_ns: of one that comes off the processor, what it has had since that was last said of it; else 0.
ATOMIC void policy_enqueue(RETAINS struct sched_queue *queue, RETAINS struct task *task, enum policy_comes comes,
                           uint64_t ran_ns);
ATOMIC VIEW_RET struct task *policy_choose(RETAINS struct sched_queue *queue);  // takes it off the queue; null: empty
// For another processor: as policy_choose, of those that may run there, and of those that this provider has arranged already; few
// are looked at. Null: it finds none.
ATOMIC VIEW_RET struct task *policy_steal(struct sched_queue *queue, uint32_t cpu);
ATOMIC void policy_remove(struct sched_queue *queue, struct task *task);  // a task that is in it
// The task that runs has had ran_ns since this was last said of it; at a tick, and when it leaves the processor without being
// put back into the queue.
ATOMIC void policy_account(struct sched_queue *queue, struct task *task, uint64_t ran_ns, bool leaves);
// Whether a task that has just come into the queue is not to wait for the end of the running one's slice.
READ bool policy_preempts(const struct sched_queue *queue, const struct task *running, const struct task *newcomer);
READ uint64_t
policy_slice_ns(const struct task *task);  // what is left of the running task's slice; 0: others are asked
// Lists, count and bits hold, and only ready tasks of that processor are in it.
READ bool policy_check(const struct sched_queue *queue, uint32_t cpu);
READ void policy_name(char *name, uint32_t size);  // "round robin"
