// SPDX-License-Identifier: Apache-2.0
// sched: the run queue and the choice.
//
// A task that stops running only writes its state and moves to the CPU's own stack (nucleus_suspend, nucleus_leave, an
// interrupt or a fault); everything else happens in sched_choose, where no task is on its stack. So an ended task's
// stack can be released there, and nobody ever runs on freed memory.
#include "kernel/sched/sched.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/assert.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/policy.h"
#include "kernel/trace/trace.h"

struct sched_state {
  struct sched_queue queue;
  struct task *running;  // null: the CPU idles or chooses
  uint64_t slice_since;  // clock_now() at the first tick in its slice; 0: none yet
};
CELL_STATE(struct sched_state, sched);

TRACE_POINT(sched_switch, "task switch", "to task", "ready");
TRACE_POINT(sched_woken, "wake", "task", "status");
TRACE_POINT(sched_task, "task", "name text", "text");

static void make_ready(struct task *task, bool was_preempted) {
  task->state = TASK_READY;
  policy_enqueue(&sched.queue, task, was_preempted);
}

// An ended task: off its stack, so that goes; those who wait for it go on; its own reference goes last.
static void bury(struct task *task) {
  task_reap(task);
  for (struct list_node *node = list_pop_front(&task->joiners); node != NULL; node = list_pop_front(&task->joiners))
    sched_wake(LIST_OBJECT(node, struct task, queue), OK);
  task_release(task);
}

static void put_off(struct task *task, bool left, uint64_t now) {
  task->run_cycles += now - task->running_since;
  if (left && task->state != TASK_ENDED) {
    LOG(LOG_ERROR, "task %lu '%s' left its stack without having ended", task->number, task->name);
    task_end(task, TASK_EXITED, 0);
  }
  if (task->state == TASK_ENDED) return bury(task);
  uint64_t used = task->context.stack_high - task->context.rsp;
  if (used > task->stack_used) task->stack_used = used;
  if (task->state == TASK_RUNNING) make_ready(task, task->context.preempted != 0);
}

static struct nucleus_context *put_on(struct task *task, uint64_t now) {
  task->state = TASK_RUNNING;
  task->running_since = now;
  task->switches++;
  sched.running = task;
  sched.slice_since = 0;
  return &task->context;
}

// The upcall: on the CPU's own stack, interrupts off.
CELL_CALLBACK struct nucleus_context *sched_choose(struct nucleus_context *suspended) {
  uint64_t now = arch_cycles();
  struct task *before = sched.running;
  uint64_t from = before == NULL ? 0 : before->number;
  sched.running = NULL;
  if (before != NULL) put_off(before, suspended == NULL, now);
  struct task *next = policy_choose(&sched.queue);
  uint64_t to = next == NULL ? 0 : next->number;
  if (from != to) trace_record_at(&sched_switch, TRACE_PHASE_INSTANT, now, from, to, sched.queue.count);
  return next == NULL ? NULL : put_on(next, now);
}

CELL_CALLBACK status_t sched_init(void) {
  list_init(&sched.queue.ready);
  nucleus_set_upcalls(&(struct nucleus_upcalls){.choose = sched_choose});
  char policy[32];
  policy_name(policy, sizeof policy);
  LOG(LOG_INFO, "scheduling by %s", policy);
  return OK;
}

CELL_OPS(struct cell_lifecycle, sched_lifecycle) = {.init = sched_init};

// Every task begins and, when its function returns, ends here. One that was killed before it began does not begin.
CELL_CALLBACK void sched_enter(void *argument) {
  struct task *task = argument;
  TRACE_BEGIN(sched_task, trace_text(task->name, 0), trace_text(task->name, 8));
  if (!task->kill_wanted) task->entry(task->argument);
  arch_interrupts_off();
  sched_end_running(TASK_RETURNED, 0);
  nucleus_leave();
}

status_t sched_spawn(const char *name, void (*entry)(void *argument), void *argument, struct task **out) {
  struct task *task;
  status_t status = task_create(name, entry, argument, 0, &task);
  if (status != OK) return status;
  char *low = task->stack;
  nucleus_context_init(&task->context, low, low + task->stack_pages * UINT64_C(4096), sched_enter, task);
  if (out != NULL) {
    task_retain(task);
    *out = task;
  }
  uint64_t interrupts = arch_interrupts_off();
  make_ready(task, false);
  arch_interrupts_restore(interrupts);
  return OK;
}

void sched_give_way(void) {
  if (task_current() == NULL) return;
  uint64_t interrupts = arch_interrupts_off();
  nucleus_suspend();
  arch_interrupts_restore(interrupts);
}

void sched_end_running(enum task_end end, int64_t result) {
  struct task *task = sched.running;
  ASSERT(task != NULL);
  TRACE_END(sched_task, trace_text(task->name, 0), trace_text(task->name, 8));
  bool obeys = task->kill_wanted && end != TASK_FAULTED;
  task_end(task, obeys ? TASK_WAS_KILLED : end, result);
}

void sched_exit(int64_t result) {
  arch_interrupts_off();
  sched_end_running(TASK_EXITED, result);
  nucleus_leave();
}

static status_t wait_as(struct task *task, const char *waits_for, bool firm) {
  ASSERT(task != NULL && !arch_interrupts_are_on() && nucleus_cpu()->preempt_off == 0);
  if (task->kill_wanted && !firm) return KILLED;
  text_copy(task->waits_for, sizeof task->waits_for, waits_for);
  task->firm = firm;
  task->state = TASK_WAITING;
  nucleus_suspend();
  task->firm = false;
  task->waits_for[0] = 0;
  return task->wait_result;
}

status_t sched_wait(const char *waits_for) {
  return wait_as(task_current(), waits_for, false);
}
status_t sched_wait_firmly(const char *waits_for) {
  return wait_as(task_current(), waits_for, true);
}

bool sched_wake(struct task *task, status_t result) {
  uint64_t interrupts = arch_interrupts_off();
  bool waited = task->state == TASK_WAITING;
  if (waited) {
    task->wait_result = result;
    list_remove(&task->queue);
    TRACE(sched_woken, task->number, result);
    make_ready(task, false);
  }
  arch_interrupts_restore(interrupts);
  return waited;
}

status_t sched_join(struct task *task, enum task_end *end, int64_t *result) {
  struct task *self = task_current();
  status_t status = self == NULL || self == task ? INVALID : OK;
  uint64_t interrupts = arch_interrupts_off();
  while (status == OK && task->state != TASK_ENDED) {
    list_push_back(&task->joiners, &self->queue);
    status = sched_wait("join");
    list_remove(&self->queue);
  }
  arch_interrupts_restore(interrupts);
  if (status == OK) {
    if (end != NULL) *end = task->end;
    if (result != NULL) *result = task->result;
  }
  task_release(task);
  return status;
}

status_t sched_kill(uint64_t number) {
  struct task *task;
  status_t status = task_find(number, &task);
  if (status != OK) return status;
  uint64_t interrupts = arch_interrupts_off();
  if (task->state == TASK_ENDED) status = NOT_FOUND;
  if (status == OK) {
    task->kill_wanted = true;
    if (!task->firm) sched_wake(task, KILLED);
  }
  arch_interrupts_restore(interrupts);
  task_release(task);
  return status;
}

status_t sched_prioritise(uint64_t number, uint8_t priority) {
  struct task *task;
  if (priority > TASK_PRIORITY_MOST) return OUT_OF_RANGE;
  status_t status = task_find(number, &task);
  if (status != OK) return status;
  if (task->state == TASK_ENDED) status = NOT_FOUND;
  if (status == OK) task->priority = priority;
  task_release(task);
  return status;
}

void sched_policy(char *name, uint32_t size) {
  policy_name(name, size);
}

// A slice counts from the first tick in it, so that a task never gets less than the policy gave it.
bool sched_tick(uint64_t now_ns) {
  uint64_t interrupts = arch_interrupts_off();
  bool due = sched.queue.count > 0;
  if (due && sched.running != NULL) {
    if (sched.slice_since == 0) sched.slice_since = now_ns;
    due = now_ns - sched.slice_since >= policy_slice_ns(sched.running);
  }
  arch_interrupts_restore(interrupts);
  return due;
}

uint64_t sched_ready(void) {
  return sched.queue.count;
}

void sched_start(void) {
  arch_interrupts_off();
  nucleus_leave();
}
