// SPDX-License-Identifier: Apache-2.0
// Spin locks and wait queues. On one CPU a spin lock is "interrupts off" and a flag that shows misuse; nobody ever
// spins.
#include "kernel/sync/wait.h"

#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/assert.h"
#include "kernel/sched/sched.h"

void spin_take(struct spin *spin) {
  uint64_t interrupts = arch_interrupts_off();
  ASSERT(spin->held == 0);  // taken twice, or held by a task that waits: it could never be given
  spin->held = 1;
  spin->interrupts = interrupts;
}

void spin_give(struct spin *spin) {
  ASSERT(spin->held == 1 && !arch_interrupts_are_on());
  spin->held = 0;
  arch_interrupts_restore(spin->interrupts);
}

// Zeroed memory is an empty queue; the list gets its ends with the first waiter.
static struct list_node *tasks_of(struct wait_queue *queue) {
  if (queue->tasks.next == NULL) list_init(&queue->tasks);
  return &queue->tasks;
}

struct task *wait_take_first(struct wait_queue *queue) {
  struct list_node *node = list_pop_front(&queue->tasks);
  return node == NULL ? NULL : LIST_OBJECT(node, struct task, queue);
}

// Whoever wakes the task takes it off the queue; after a wait that was refused it still stands there.
status_t wait_off(struct wait_queue *queue, uint64_t deadline_ns, const char *what) {
  struct task *task = task_current();
  if (deadline_ns != 0 && clock_now() >= deadline_ns) return TIMED_OUT;
  list_push_back(tasks_of(queue), &task->queue);
  task->waits_in = queue;
  if (deadline_ns != 0) clock_arm(task, deadline_ns);
  status_t status = sched_wait(what);
  clock_disarm(task);
  task->waits_in = NULL;
  list_remove(&task->queue);
  return status;
}

// Others take and give the lock meanwhile, so what it knew of interrupts is kept here.
status_t wait_on(struct wait_queue *queue, struct spin *spin, uint64_t deadline_ns, const char *what) {
  ASSERT(spin->held == 1);
  if (task_current() == NULL) return INVALID;
  uint64_t interrupts = spin->interrupts;
  spin->held = 0;
  status_t status = wait_off(queue, deadline_ns, what);
  ASSERT(spin->held == 0);
  spin->held = 1;
  spin->interrupts = interrupts;
  return status;
}

bool wait_wake_one(struct wait_queue *queue) {
  uint64_t interrupts = arch_interrupts_off();
  struct task *task = wait_take_first(queue);
  if (task != NULL) sched_wake(task, OK);
  arch_interrupts_restore(interrupts);
  return task != NULL;
}

uint32_t wait_wake_all(struct wait_queue *queue) {
  uint64_t interrupts = arch_interrupts_off();
  uint32_t count = 0;
  for (struct task *task; (task = wait_take_first(queue)) != NULL; count++)
    sched_wake(task, OK);
  arch_interrupts_restore(interrupts);
  return count;
}
