// SPDX-License-Identifier: Apache-2.0
// Priorities: a task's own, and what it inherits of those that wait for what it holds.
#include "kernel/sched/state.h"

// A ready task's place depends on its priority, so it is out of the queue meanwhile.
HOLDS(&sched.lock) static void change(struct task *task, uint8_t *which, uint8_t priority) {
  if (*which == priority) return;
  uint8_t before = task_priority(task);
  bool is_ready = task->state == TASK_READY;
  if (is_ready) policy_remove(&sched_cpus[task->cpu].queue, task);
  *which = priority;
  if (is_ready) sched_make_ready(task, POLICY_PREEMPTED, 0);
  if (sched_is_on_cpu(task) && task_priority(task) < before) sched_choose_soon(task->cpu);  // others may come first now
}

status_t sched_prioritise(uint64_t number, uint8_t priority) {
  if (priority > TASK_PRIORITY_MOST) return OUT_OF_RANGE;
  lock_enter(&sched.lock);
  struct task *task = task_view(number);
  status_t status = task == NULL || task->state == TASK_ENDED ? NOT_FOUND : OK;
  if (status == OK) change(task, &task->priority, priority);
  lock_leave(&sched.lock);
  return status;
}

void sched_inherit(struct task *task, uint8_t priority) {
  lock_enter(&sched.lock);
  change(task, &task->inherited, priority > TASK_PRIORITY_MOST ? TASK_PRIORITY_MOST : priority);
  lock_leave(&sched.lock);
}
