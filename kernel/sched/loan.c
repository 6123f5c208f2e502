// SPDX-License-Identifier: Apache-2.0
// Priorities that are lent: who waits for what another task holds lends it its own, and that one to those that it waits for itself (Sha, Rajkumar and
// Lehoczky, Priority Inheritance Protocols, 1990). What a task inherits is not added up: it is found anew from the waits whenever one of them begins or ends,
// or what it holds changes.
//
// Where one of several is enough to end a wait, nobody is lent anything: nobody knows which of them it will be.
#include "kernel/sched/state.h"

enum { LOANS = 16, LOAN_LOOKS = 512 };  // tasks that wait one for the next; holders that are looked at for one

static bool holds(const struct task_obstacle *obstacle, uint64_t object, const struct task *task) {
  const struct task *holder;
  for (uint32_t i = 0; i < LOAN_LOOKS && (holder = obstacle->holder(object, i)) != NULL; i++)
    if (holder == task) return true;
  return false;
}

// 0: nobody that counts with more than the task itself.
HOLDS(&sched.lock) static uint8_t lent_to(const struct task *task) {
  uint8_t most = task->priority;
  const struct list_node *node = sched.blocked.next;
  for (; node != NULL && node != &sched.blocked; node = node->next) {
    const struct task *waiter = LIST_OBJECT(node, const struct task, blocked);
    if (task_priority(waiter) > most && !waiter->obstacle->any &&
        holds(waiter->obstacle, waiter->obstacle_object, task))
      most = task_priority(waiter);
  }
  return most > task->priority ? most : 0;
}

static void settle(struct task *task, uint32_t depth) HOLDS(&sched.lock);

HOLDS(&sched.lock) static void settle_holders(const struct task *waiter, uint32_t depth) {
  const struct task_obstacle *obstacle = waiter->obstacle;
  struct task *holder;
  if (obstacle == NULL || obstacle->any || depth == LOANS) return;
  for (uint32_t i = 0; i < LOAN_LOOKS && (holder = obstacle->holder(waiter->obstacle_object, i)) != NULL; i++)
    if (holder->inherited != 0 || task_priority(waiter) > holder->priority) settle(holder, depth + 1);
}

// On along the chain as far as something changes.
static void settle(struct task *task, uint32_t depth) {
  uint8_t lent = task->state == TASK_ENDED ? 0 : lent_to(task);
  if (lent == task->inherited) return;
  sched_inherit(task, lent);
  if (task->state == TASK_WAITING) settle_holders(task, depth);
}

void sched_begin_loans(struct task *task) {
  if (sched.blocked.next == NULL) list_init(&sched.blocked);
  list_push_back(&sched.blocked, &task->blocked);
  if (task->priority != 0 || task->inherited != 0) settle_holders(task, 0);  // else there is nothing that it could lend
}

void sched_end_loans(struct task *task) {
  list_remove(&task->blocked);
  settle_holders(task, 0);
  task->obstacle = NULL;
}

void sched_settle_loans(uint64_t number) {
  lock_enter(&sched.lock);
  struct task *task = task_view(number);
  if (task != NULL) settle(task, 0);
  lock_leave(&sched.lock);
}
