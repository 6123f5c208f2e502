// SPDX-License-Identifier: Apache-2.0
// The end of tasks: by themselves, by a fault, by a kill; and those who wait for it.
//
// Nothing of an ended task runs again, and nobody asks it. Its node is disowned as soon as it is off its stack; the
// undertaker releases what lies below, last the node, and that wakes the joiners. A task that owned nothing needs no
// undertaker: it is buried at once.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/assert.h"
#include "kernel/sched/state.h"

CELL_CALLBACK void sched_release_task(uint64_t object) {
  sched_bury((struct task *)object);
}
CELL_CALLBACK void sched_describe_task(uint64_t object, char *text, uint32_t size) {
  const struct task *task = (const struct task *)object;
  text_format(text, size, "%lu '%s'", task->number, task->name);
}
CELL_OPS(struct ledger_type, sched_task_type) = {
    .name = "task", .release = sched_release_task, .is_context = true, .describe = sched_describe_task};

// Under the task's own number: whoever ends it may be another.
void sched_tell_end(const struct task *task) {
  trace_record_at(&sched_task, TRACE_PHASE_END, arch_cycles(), task->number, sched_name_part(task, 0),
                  sched_name_part(task, 1));
}

void sched_end_task(struct task *task, enum task_end how, int64_t result) {
  task->end = how;
  task->result = result;
  task->state = TASK_ENDED;
  task->context.requests = NULL;
}

// Behind the commit of whoever dropped it, so that a fault here is not the choice's.
CELL_CALLBACK void sched_bury_at_once(uint64_t object, uint64_t, uint64_t) {
  sched_bury((struct task *)object);
}

// It faults each time: who waits for the task's end waits for the undertaker then.
CELL_CALLBACK void sched_bury_later(uint64_t object, uint64_t, uint64_t) {
  lock_enter(&sched.lock);
  ledger_disown((uint32_t)((const struct task *)object)->context.owner);
  lock_leave(&sched.lock);
}
CELL_OPS(struct nucleus_instead, sched_bury_instead) = {.after = sched_bury_at_once, .instead = sched_bury_later};

void sched_drop_task(struct task *task) {
  sched_leave_wait(task);
  task->state = TASK_ENDED;
  uint32_t node = (uint32_t)task->context.owner;
  if (ledger_is_bare(node))
    AFTER(sched_bury_at_once, task, 0, 0);
  else
    ledger_disown(node);
}

void sched_bury(struct task *task) {
  lock_enter(&sched.lock);
  while (!list_is_empty(&task->joiners))
    (void)sched_wake_task(LIST_OBJECT(task->joiners.next, struct task, queue), OK);
  if (!task->buried) sched_begin_again(task);
  task_bury(task);
  lock_leave(&sched.lock);
}

void sched_end_running(enum task_end how, int64_t result) {
  lock_enter(&sched.lock);
  struct task *task = sched_cpus[sched_here()].running;
  ASSERT(task != NULL);
  sched_tell_end(task);
  sched_leave_wait(task);
  bool obeys = task->kill_wanted && how != TASK_FAULTED;
  sched_end_task(task, obeys ? TASK_WAS_KILLED : how, result);
  lock_leave(&sched.lock);
}

void sched_exit(int64_t result) {
  ASSERT(task_current() != NULL && NUCLEUS_HERE(transaction) == NULL);
  sched_end_running(TASK_EXITED, result);
  nucleus_leave();
}

// Off the CPU it is in no transaction: what it stored is whole, and what it owns is in the ledger.
HOLDS(&sched.lock) static void kill_suspended(struct task *task) {
  sched_tell_end(task);
  if (task->state == TASK_READY) policy_remove(&sched_cpus[task->cpu].queue, task);
  sched_end_task(task, TASK_WAS_KILLED, 0);
  sched_drop_task(task);
}

status_t sched_kill(uint64_t number) {
  lock_enter(&sched.lock);
  struct task *task = task_view(number);
  status_t status = task == NULL || task->state == TASK_ENDED ? NOT_FOUND : OK;
  if (status == OK) {
    task->kill_wanted = true;
    if (sched_is_on_cpu(task)) {
      if (task->state == TASK_WAITING) sched_leave_wait(task);  // nothing is handed to it any more
      sched_choose_soon(task->cpu);
    } else
      kill_suspended(task);
  }
  lock_leave(&sched.lock);
  return status;
}

status_t sched_take_end(struct task *task, enum task_end *how, int64_t *result) {
  struct task *self = task_current();
  if (self == NULL || self == task) return INVALID;
  lock_enter(&sched.lock);
  status_t status = task->buried ? OK : WAITING;
  if (status == WAITING) {
    sched_enter_wait(self, &task->joiners, 0, "join");
    if (sched_wait_on(&sched_join_obstacle, (uint64_t)task) == DEADLOCK) status = DEADLOCK;
  }
  if (status == OK && how != NULL) *how = task->end;
  if (status == OK && result != NULL) *result = task->result;
  lock_leave(&sched.lock);
  return status;
}

status_t sched_finish_join(struct task **task, enum task_end *how, int64_t *result) {
  if (*task == NULL) return OK;
  lock_enter(&sched.lock);
  status_t status = sched_take_end(*task, how, result);
  if (status != WAITING && status != DEADLOCK) {
    task_release(*task);
    *task = NULL;
  }
  lock_leave(&sched.lock);
  return status;
}

status_t sched_join(struct task **task, enum task_end *how, int64_t *result) {
  status_t status;
  for (;;) {
    status = sched_finish_join(task, how, result);
    if (status == DEADLOCK)
      sched_stop_circle(&sched_join_obstacle, (uint64_t)*task);
    else if (status != WAITING || (status = sched_wait_here()) != OK)
      return status;
  }
}
