// SPDX-License-Identifier: Apache-2.0
// sched: the run queue and the choice.
//
// A task that stops running only writes its state and moves to the CPU's own stack (nucleus_suspend, nucleus_leave, an
// interrupt or a fault); everything else happens in sched_choose, where no task is on its stack and none is inside a
// transaction. So an ended task's stack can be released from there on, and nobody ever runs on freed memory.
#include "kernel/sched/sched.h"

#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/sched/state.h"

// A wake takes some 700 bytes of journal; an interrupt's is 16 KiB, a choice's 64. Whoever is left comes with the next choice.
enum { TICK_WAKES = 12, CHOICE_WAKES = 48 };

CELL_STATE(struct sched_state, sched);

TRACE_POINT(sched_switch, "task switch", "to task", "ready");
TRACE_POINT(sched_woken, "wake", "task", "status");
TRACE_POINT(sched_task, "task", "name text", "text");

void sched_choose_soon(void) {
  nucleus_cpu()->choose_pending = 1;
}

// Who is made ready in an AFTER of the choice itself comes too late to be chosen by it, so the CPU must not go idle.
void sched_make_ready(struct task *task, bool was_preempted) {
  task->state = TASK_READY;
  policy_enqueue(&sched.queue, task, was_preempted);
  if (sched.started && sched.running == NULL) sched_choose_soon();
}

HOLDS(&sched.lock) static void put_off(struct task *task, bool left, uint64_t now) {
  task->run_cycles += now - task->running_since;
  if (task->kill_wanted && task->state != TASK_ENDED) {
    sched_tell_end(task);
    sched_end_task(task, TASK_WAS_KILLED, 0);
  } else if (left && task->state != TASK_ENDED) {
    LOG(LOG_ERROR, "task %lu '%s' left its stack without having ended", task->number, task->name);
    sched_end_task(task, TASK_EXITED, 0);
  }
  if (task->state == TASK_ENDED) return sched_drop_task(task);
  uint64_t used = task->context.stack_high - task->context.rsp;
  if (used > task->stack_used) task->stack_used = used;
  if (task->state == TASK_RUNNING) sched_make_ready(task, task->context.preempted != 0);
}

static struct nucleus_context *put_on(struct task *task, uint64_t now) {
  task->state = TASK_RUNNING;
  task->running_since = now;
  task->switches++;
  sched.running = task;
  sched.slice_since = 0;
  return &task->context;
}

// The nucleus calls, and tells no time.
CELL_UNSAFE("read before anything is stored: made again, the choice accounts a little more to the task before")
static uint64_t time_of_choice(void) {
  return arch_cycles();
}

// The upcall: on the CPU's own stack, interrupts off, a transaction.
CELL_CALLBACK struct nucleus_context *sched_choose(struct nucleus_context *suspended) {
  uint64_t now = time_of_choice();
  lock_enter(&sched.lock);
  struct task *before = sched.running;
  uint64_t from = before == NULL ? 0 : before->number;
  sched.running = NULL;
  if (before != NULL) put_off(before, suspended == NULL, now);
  if (sched.late) sched_wake_sleepers(CHOICE_WAKES);
  struct task *next = policy_choose(&sched.queue);
  uint64_t to = next == NULL ? 0 : next->number;
  if (from != to) trace_record_at(&sched_switch, TRACE_PHASE_INSTANT, now, from, to, sched.queue.count);
  struct nucleus_context *context = next == NULL ? NULL : put_on(next, now);
  sched.started = true;
  nucleus_cpu()->choose_pending = 0;  // who was made ready so far took part
  lock_leave(&sched.lock);
  return context;
}

CELL_CALLBACK status_t sched_init(void) {
  list_init(&sched.queue.ready);
  sched.now_ns = 0;
  nucleus_set_upcalls(&(struct nucleus_upcalls){.choose = sched_choose});
  char policy[32];
  policy_name(policy, sizeof policy);
  LOG(LOG_INFO, "scheduling by %s", policy);
  return OK;
}

CELL_OPS(struct cell_lifecycle, sched_lifecycle) = {.init = sched_init};

// Every task begins and, when its function returns, ends here.
CELL_CALLBACK void sched_enter(void *argument) {
  struct task *task = argument;
  TRACE_BEGIN(sched_task, trace_text(task->name, 0), trace_text(task->name, 8));
  task->entry(task->argument);
  sched_end_running(TASK_RETURNED, 0);
  nucleus_leave();
}

// The node and what it has acquired are older than the context.
static void give_first_frame(struct task *task) {
  struct nucleus_context *context = &task->context;
  uint64_t owner = context->owner, acquired = context->acquired;
  char *low = task->stack;
  nucleus_context_init(context, low, low + task->stack_pages * UINT64_C(4096), sched_enter, task);
  context->owner = owner;
  context->acquired = acquired;
}

status_t sched_spawn(const char *name, void (*entry)(void *argument), void *argument, struct task **out) {
  struct task *task;
  lock_enter(&sched.lock);
  status_t status = task_create(name, entry, argument, 0, &sched_task_type, &task);
  if (status == OK && out != NULL && (status = task_retain(task)) != OK) sched_drop_task(task);
  if (status == OK) {
    give_first_frame(task);
    sched_make_ready(task, false);
    if (out != NULL) *out = task;
  }
  lock_leave(&sched.lock);
  return status;
}

void sched_give_way(void) {
  if (task_current() == NULL) return;
  nucleus_suspend();
}

status_t sched_prioritise(uint64_t number, uint8_t priority) {
  if (priority > TASK_PRIORITY_MOST) return OUT_OF_RANGE;
  lock_enter(&sched.lock);
  struct task *task = task_view(number);
  status_t status = task == NULL || task->state == TASK_ENDED ? NOT_FOUND : OK;
  if (status == OK) task->priority = priority;
  lock_leave(&sched.lock);
  return status;
}

void sched_policy(char *name, uint32_t size) {
  policy_name(name, size);
}

// A slice counts from the first tick in it, so that a task never gets less than the policy gave it.
bool sched_tick(uint64_t now_ns) {
  lock_enter(&sched.lock);
  sched.now_ns = now_ns;
  sched_wake_sleepers(TICK_WAKES);
  bool due = sched.queue.count > 0;
  if (due && sched.running != NULL) {
    if (sched.slice_since == 0) sched.slice_since = now_ns;
    due = now_ns - sched.slice_since >= policy_slice_ns(sched.running) || sched.late;
  }
  lock_leave(&sched.lock);
  return due;
}

uint64_t sched_ready(void) {
  return sched.queue.count;
}

void sched_start(void) {
  arch_interrupts_off();
  nucleus_cpu()->strict = 1;
  nucleus_leave();
}
