// SPDX-License-Identifier: Apache-2.0
// Mutexes and conditions. A mutex that is given while others wait is handed to the first of them at once, so nobody
// overtakes.
#include "kernel/arch/arch.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait.h"

// The holder's record is kept, so that a task that came later cannot be mistaken for it.
static void hold(struct mutex *mutex, struct task *task) {
  task_retain(task);
  mutex->holder = task;
}

static status_t try(struct mutex *mutex, struct task *task) {
  if (task == NULL || mutex->holder == task) return INVALID;
  if (mutex->holder != NULL) return mutex->holder->state == TASK_ENDED ? CORRUPT : BUSY;
  hold(mutex, task);
  return OK;
}

status_t mutex_try(struct mutex *mutex) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = try(mutex, task_current());
  arch_interrupts_restore(interrupts);
  return status;
}

status_t mutex_take(struct mutex *mutex) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = try(mutex, task_current());
  if (status == BUSY) status = wait_off(&mutex->waiters, 0, "mutex");
  arch_interrupts_restore(interrupts);
  return status;
}

status_t mutex_give(struct mutex *mutex) {
  uint64_t interrupts = arch_interrupts_off();
  struct task *task = task_current();
  bool mine = task != NULL && mutex->holder == task;
  if (mine) {
    mutex->holder = NULL;
    struct task *next = wait_take_first(&mutex->waiters);
    if (next != NULL) {
      hold(mutex, next);
      sched_wake(next, OK);
    }
  }
  arch_interrupts_restore(interrupts);
  if (!mine) return INVALID;
  task_release(task);
  return OK;
}

// Takes the mutex back even when the task was told to end: its caller goes on to give it.
static void retake(struct mutex *mutex, struct task *task) {
  if (try(mutex, task) == OK) return;
  if (mutex->waiters.tasks.next == NULL) list_init(&mutex->waiters.tasks);
  list_push_back(&mutex->waiters.tasks, &task->queue);
  (void)!sched_wait_firmly("mutex of a condition");
}

status_t condition_wait(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns) {
  struct task *task = task_current();
  if (task == NULL || mutex->holder != task) return INVALID;
  uint64_t interrupts = arch_interrupts_off();
  status_t status = mutex_give(mutex);
  if (status == OK) {
    status = wait_off(&condition->waiters, deadline_ns, "condition");
    retake(mutex, task);
  }
  arch_interrupts_restore(interrupts);
  return status;
}

void condition_signal(struct condition *condition) {
  wait_wake_one(&condition->waiters);
}
void condition_broadcast(struct condition *condition) {
  wait_wake_all(&condition->waiters);
}
