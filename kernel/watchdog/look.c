// SPDX-License-Identifier: Apache-2.0
// What is looked at: one task after another, each in a transaction. What was seen at the last look is in the task itself.
#include "kernel/backtrace/backtrace.h"
#include "kernel/base/text.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"
#include "kernel/watchdog/state.h"

CELL_STATE(struct watchdog_state, watchdog);

void watchdog_expect(uint64_t most_ns) {
  struct task *task = task_current();
  if (task != NULL) task->wait_most_ns = most_ns;
}

void watchdog_count(enum watchdog_kind kind) {
  lock_enter(&watchdog.lock);
  if (kind < WATCHDOG_KINDS) watchdog.found[kind]++;
  lock_leave(&watchdog.lock);
}

uint64_t watchdog_found(enum watchdog_kind kind) {
  return kind < WATCHDOG_KINDS ? watchdog.found[kind] : 0;
}

// Of a processor that has been asked to choose and has not.
static bool owes_a_choice(uint32_t number) {
  const struct nucleus_cpu *here = nucleus_cpu(), *cpu = here;
  do
    if (cpu->number == number) return cpu->choose_pending != 0 && cpu->idle == 0;
  while ((cpu = cpu->following) != NULL && cpu != here);
  return false;
}

static bool has_no_holder(const struct task *task) {
  const struct task_obstacle *obstacle = task->obstacle;
  return obstacle != NULL && !obstacle->any && obstacle->holder(task->obstacle_object, 0) == NULL;
}

static enum watchdog_kind kind_of_wait(const struct task *task, uint64_t waited_ns, uint64_t now_ns) {
  if (task->wait_most_ns != 0 && waited_ns > task->wait_most_ns) return WATCHDOG_OVERDUE;
  if (task->watched_looks == 0) return WATCHDOG_NOTHING;  // it may be about to be woken
  if (task->waits_until != 0 && now_ns > task->waits_until && now_ns - task->waits_until > WATCHDOG_LATE_NS)
    return WATCHDOG_DEADLINE;
  if (has_no_holder(task)) return WATCHDOG_NO_HOLDER;
  return task->obstacle != NULL && waited_ns > WATCHDOG_PATIENCE_NS ? WATCHDOG_LONG : WATCHDOG_NOTHING;
}

static enum watchdog_kind kind_of(const struct task *task, uint64_t now_ns) {
  switch (task->state) {
  case TASK_WAITING: return kind_of_wait(task, now_ns > task->waits_since ? now_ns - task->waits_since : 0, now_ns);
  case TASK_READY: return task->watched_looks >= WATCHDOG_READY_LOOKS ? WATCHDOG_NOT_RUN : WATCHDOG_NOTHING;
  case TASK_RUNNING:
    return task != task_current() && task->watched_looks >= WATCHDOG_PENDING_LOOKS && owes_a_choice(task->cpu)
               ? WATCHDOG_NO_CHOICE
               : WATCHDOG_NOTHING;
  case TASK_ENDED: break;
  }
  return WATCHDOG_NOTHING;
}

static void describe(const struct task *task, uint64_t now_ns, struct watchdog_finding *finding) {
  finding->task = task->number;
  finding->wait = task->waits_mark;
  text_copy(finding->name, sizeof finding->name, task->name);
  text_copy(finding->what, sizeof finding->what, task->obstacle == NULL ? task->waits_for : task->obstacle->name);
  finding->object = task->obstacle == NULL ? 0 : task->obstacle_object;
  finding->since_ns = task->state == TASK_WAITING && now_ns > task->waits_since ? now_ns - task->waits_since : 0;
  finding->most_ns = task->wait_most_ns;
  finding->cpu = task->cpu;
  finding->frames =
      task->state == TASK_RUNNING ? 0 : backtrace_context(&task->context, finding->frame, WATCHDOG_FRAMES);
}

// With the scheduler's lock, so that it neither goes on nor ends meanwhile.
static void look_at(struct task *task, uint64_t now_ns, struct watchdog_finding *finding) {
  if (task->watched != task->switches) {
    task->watched = task->switches;
    task->watched_looks = 0;
    task->watched_told = false;
  }
  enum watchdog_kind kind = task->watched_told ? WATCHDOG_NOTHING : kind_of(task, now_ns);
  task->watched_looks++;
  if (kind == WATCHDOG_NOTHING) return;
  task->watched_told = true;
  finding->kind = kind;
  describe(task, now_ns, finding);
}

status_t watchdog_look(uint64_t now_ns, struct watchdog_finding *finding) {
  struct task_info next;
  finding->kind = WATCHDOG_NOTHING;
  lock_enter(&watchdog.lock);
  sched_hold_waits();
  status_t status = task_next(watchdog.after, &next);
  watchdog.after = status == OK ? next.number : 0;
  struct task *task = status == OK ? task_view(next.number) : NULL;
  if (task != NULL) look_at(task, now_ns, finding);
  lock_leave(&watchdog.lock);
  return status;
}

// While it was told, the task may have gone on, and into a wait that nothing is wrong with.
static bool waits_still(const struct task *task, const struct watchdog_finding *finding) {
  return task->state == TASK_WAITING && task->waits_mark == finding->wait;
}

status_t watchdog_mend(const struct watchdog_finding *finding) {
  sched_hold_waits();
  struct task *task = task_view(finding->task);
  if (task == NULL) return NOT_FOUND;
  bool is_wait =
      finding->kind == WATCHDOG_OVERDUE || finding->kind == WATCHDOG_NO_HOLDER || finding->kind == WATCHDOG_DEADLINE;
  if (is_wait && !waits_still(task, finding)) return NOT_FOUND;
  switch (finding->kind) {
  case WATCHDOG_OVERDUE: return sched_kill(finding->task);
  case WATCHDOG_NO_HOLDER: return has_no_holder(task) && sched_wake_with(task, OK) ? OK : NOT_FOUND;
  case WATCHDOG_DEADLINE: return sched_wake_with(task, TIMED_OUT) ? OK : NOT_FOUND;
  case WATCHDOG_NOT_RUN: return sched_check() ? OK : sched_rebuild();
  default: return OK;
  }
}
