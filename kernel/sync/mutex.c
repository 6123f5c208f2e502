// SPDX-License-Identifier: Apache-2.0
// Mutexes. One that is given while others wait is handed to the first of them at once, so nobody overtakes.
#include "kernel/graph/graph.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/trace/trace.h"

TRACE_POINT(mutex_taken, "mutex taken", "at address", "");
TRACE_POINT(mutex_given, "mutex given", "at address", "");

// All with its lock held.
static bool hold(struct mutex *mutex, struct task *task) HOLDS(&mutex->lock);
static void hand_on(struct mutex *mutex) HOLDS(&mutex->lock);
static status_t ask(struct mutex *mutex, struct task *task) HOLDS(&mutex->lock);
static status_t ask_or_join(struct mutex *mutex, struct task *task, uint64_t deadline_ns, const char *what)
    HOLDS(&mutex->lock);

CELL_CALLBACK void mutex_release(uint64_t object) {
  mutex_drop((struct mutex *)object);
}
CELL_CALLBACK void mutex_describe(uint64_t object, char *text, uint32_t size) {
  graph_tell_address(graph_running(), object, text, size);
}
CELL_OPS(struct ledger_type, mutex_type) = {.name = "mutex", .release = mutex_release, .describe = mutex_describe};

// One word, so whoever looks for circles sees who has it or who had it. Who had it and has ended is not freed meanwhile: that takes the scheduler's lock.
CELL_CALLBACK VIEW_RET struct task *mutex_holder(uint64_t object, uint32_t index) {
  return index == 0 ? __atomic_load_n(&((struct mutex *)object)->holder, __ATOMIC_RELAXED) : NULL;
}
CELL_OPS(struct task_obstacle, mutex_obstacle) = {.name = "mutex", .holder = mutex_holder};

static bool hold(struct mutex *mutex, struct task *task) {
  mutex->entry = ledger_add((uint32_t)task->context.owner, &mutex_type, (uint64_t)mutex);
  mutex->holder = mutex->entry == LEDGER_NONE ? NULL : task;
  return mutex->holder != NULL;
}

// Without memory for its entry the first waiter is woken all the same, and asks for itself.
static void hand_on(struct mutex *mutex) {
  uint64_t before = mutex->holder->inherited != 0 ? mutex->holder->number : 0;
  ledger_remove(mutex->entry, (uint64_t)mutex);
  mutex->entry = LEDGER_NONE;
  mutex->holder = NULL;
  struct task *next = sched_wake_first(&mutex->waiters.tasks);
  mutex->handed = next != NULL && hold(mutex, next);
  if (before != 0) sched_settle_loans(before);
  if (next != NULL && !list_is_empty(&mutex->waiters.tasks)) sched_settle_loans(next->number);
}

static status_t ask(struct mutex *mutex, struct task *task) {
  if (task == NULL || (mutex->holder == task && !mutex->handed)) return INVALID;
  if (mutex->holder != NULL && mutex->holder != task) return BUSY;
  if (mutex->holder == NULL && !hold(mutex, task)) return NO_MEMORY;
  mutex->handed = false;
  return OK;
}

static status_t ask_or_join(struct mutex *mutex, struct task *task, uint64_t deadline_ns, const char *what) {
  status_t status = ask(mutex, task);
  if (status != BUSY) return status;
  sched_wait_join(&mutex->waiters.tasks, deadline_ns, what);
  return sched_wait_on(&mutex_obstacle, (uint64_t)mutex);
}

status_t mutex_try(struct mutex *mutex) {
  lock_enter(&mutex->lock);
  status_t status = ask(mutex, task_current());
  lock_leave(&mutex->lock);
  return status;
}

status_t mutex_ask(struct mutex *mutex, uint64_t deadline_ns) {
  struct task *task = task_current();
  lock_enter(&mutex->lock);
  status_t status = ask_or_join(mutex, task, deadline_ns, "mutex");
  if (status == OK && task->retakes == mutex) task->retakes = NULL;
  if (status == OK) TRACE_DETAIL(mutex_taken, mutex, 0);
  lock_leave(&mutex->lock);
  return status;
}

static status_t take(struct mutex *mutex, uint64_t deadline_ns) {
  for (;;) {
    status_t status = mutex_ask(mutex, deadline_ns);
    if (status == DEADLOCK)
      sched_stop_circle(&mutex_obstacle, (uint64_t)mutex);
    else if (status != WAITING || (status = sched_wait_here()) != OK)
      return status;
  }
}

status_t mutex_take(struct mutex *mutex) {
  return take(mutex, 0);
}
status_t mutex_take_until(struct mutex *mutex, uint64_t deadline_ns) {
  return take(mutex, deadline_ns);
}

status_t mutex_give(struct mutex *mutex) {
  struct task *task = task_current();
  lock_enter(&mutex->lock);
  bool mine = task != NULL && mutex->holder == task;
  if (mine && task->retakes == mutex) task->retakes = NULL;
  if (mine) hand_on(mutex);
  if (mine) TRACE_DETAIL(mutex_given, mutex, 0);
  lock_leave(&mutex->lock);
  return mine ? OK : INVALID;
}

void mutex_drop(struct mutex *mutex) {
  lock_enter(&mutex->lock);
  if (mutex->holder != NULL) hand_on(mutex);
  lock_leave(&mutex->lock);
}

// The task's promise to hold the mutex again outlives the call that is abandoned: it says where to go on.
status_t condition_join(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns) {
  struct task *task = task_current();
  if (task == NULL) return INVALID;
  lock_enter(&mutex->lock);
  status_t status = task->retakes == mutex ? OK : INVALID;
  if (mutex->holder == task && !mutex->handed) {
    task->retakes = mutex;
    hand_on(mutex);
    sched_wait_join(&condition->waiters.tasks, deadline_ns, "condition");
    status = WAITING;
  }
  lock_leave(&mutex->lock);
  return status;
}

status_t mutex_retake(struct mutex *mutex) {
  struct task *task = task_current();
  lock_enter(&mutex->lock);
  status_t status = task != NULL && mutex->holder == task ? OK : ask_or_join(mutex, task, 0, "mutex of a condition");
  if (status == OK) mutex->handed = false;
  lock_leave(&mutex->lock);
  return status;
}

status_t condition_wait(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns) {
  status_t status = condition_join(condition, mutex, deadline_ns), retaken;
  if (status == WAITING)
    status = sched_wait_here();
  else if (status != OK)
    return status;
  for (;;) {
    retaken = mutex_retake(mutex);
    if (retaken == DEADLOCK)
      sched_stop_circle(&mutex_obstacle, (uint64_t)mutex);
    else if (retaken != WAITING || (retaken = sched_wait_here()) != OK)
      return retaken == OK ? status : retaken;
  }
}

void condition_signal(struct condition *condition) {
  wait_wake_one(&condition->waiters);
}
void condition_broadcast(struct condition *condition) {
  wait_wake_all(&condition->waiters);
}
