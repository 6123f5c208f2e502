// SPDX-License-Identifier: Apache-2.0
// Waiting in two steps: entering, in the transaction that looked at the condition, and moving off the CPU.
//
// Between the two the task still runs, in state WAITING. A wake that comes there finds it running and makes it RUNNING
// again; a choice that comes there finds it WAITING and leaves it off the run queue.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/assert.h"
#include "kernel/sched/state.h"

// A task waits in one place, which its record knows. So whoever ends a wait, in whatever way, finds it there: no entry of the ledger is needed.
[[gnu::noinline]] HOLDS(&sched.lock) static void leave_others(struct task *task) {
  if (timer_is_queued(&task->timer)) timer_queue_remove(&sched_cpus[task->cpu].sleepers, &task->timer);
  if (task->obstacle != NULL) sched_end_loans(task);
  if (!list_is_empty(&task->cancel)) list_remove(&task->cancel);
}

void sched_leave_wait(struct task *task) {
  struct list_node *next = task->queue.next, *previous = task->queue.previous;
  if (next != NULL && next != &task->queue) {  // as list_remove, with all that it loads in front of all that it stores
    next->previous = previous;
    previous->next = next;
    list_init(&task->queue);
  }
  if (timer_is_queued(&task->timer) || task->obstacle != NULL || !list_is_empty(&task->cancel)) leave_others(task);
}

// A copy, for the text goes with the version of the cell that waits. Where it stood is not used again for another.
static inline void name_wait(struct task *task, const char *waits_for) {
  uint32_t place = (uint32_t)(uint64_t)waits_for;
  if (task->waits_named == place) return;
  task->waits_named = place;
  text_copy(task->waits_for, sizeof task->waits_for, waits_for);
}

HOLDS(&sched.lock) static void set_deadline(struct task *task, uint64_t deadline_ns) {
  if (!sched_is_on_cpu(task)) task->cpu = sched_here();  // whose alarm is set at its next choice
  timer_queue_insert(&sched_cpus[task->cpu].sleepers, &task->timer, deadline_ns);
}

// What is left of a wait that was abandoned goes first. The last of the stores are one group for the journal: all that they need is loaded before.
void sched_enter_wait(struct task *task, struct list_node *list, uint64_t deadline_ns, const char *waits_for) {
  if (task->state == TASK_WAITING) sched_leave_wait(task);
  uint64_t now_ns = sched_cpus[NUCLEUS_HERE(number)].now_ns, mark = task->context.acquired + 1;
  bool is_over = deadline_ns != 0 && deadline_ns <= now_ns;
  status_t result = is_over ? TIMED_OUT : OK;
  if (task->wait_result != result) task->wait_result = result;
  if (is_over) {
    if (task->state != TASK_RUNNING) task->state = TASK_RUNNING;
    return;
  }
  if (task->waits_until != deadline_ns) task->waits_until = deadline_ns;
  name_wait(task, waits_for);
  if (deadline_ns != 0) set_deadline(task, deadline_ns);
  if (list != NULL && list->next == NULL) list_init(list);
  struct list_node *queue = &task->queue, *place = list == NULL ? queue : list,
                   *last = list == NULL ? queue : list->previous;
  task->state = TASK_WAITING;
  task->waits_since = now_ns;
  task->waits_mark = task->context.acquired = mark;
  place->previous = last->next = queue;
  *queue = (struct list_node){.next = place, .previous = last};
}

void sched_wait_join(struct list_node *list, uint64_t deadline_ns, const char *waits_for) {
  lock_enter(&sched.lock);
  struct task *task = task_current();
  if (task != NULL) sched_enter_wait(task, list, deadline_ns, waits_for);
  lock_leave(&sched.lock);
}

// Who is woken before it has left its CPU sees it while the transaction that wakes it may still be undone; the lock is given when it stands.
RAW_STATIC bool is_woken(const struct task *task) {
  if (__atomic_load_n(&task->state, __ATOMIC_RELAXED) != TASK_RUNNING) return false;
  lock_enter(&sched.lock);
  bool woken = task->state == TASK_RUNNING;
  lock_leave(&sched.lock);
  return woken;
}

status_t sched_wait_here(void) {
  const struct task *task = task_current();
  if (task == NULL) return INVALID;
  ASSERT(NUCLEUS_HERE(preempt_off) == 0);
  TRACE_DETAIL_BEGIN(sched_waits, trace_text(task->waits_for, 0), trace_text(task->waits_for, 8));
  if (!is_woken(task)) nucleus_suspend();  // who waits is not chosen: behind it, it was woken by what has committed
  TRACE_DETAIL_END(sched_waits, 0, 0);
  return task->wait_result;
}

bool sched_wake_task(struct task *task, status_t result) {
  if (task->state != TASK_WAITING) return false;
  sched_leave_wait(task);
  if (task->wait_result != result) task->wait_result = result;
  TRACE_DETAIL(sched_woken, task->number, result);
  if (sched_cpus[task->cpu].running == task)
    task->state = TASK_RUNNING;
  else
    sched_make_ready(task, POLICY_WOKEN, 0);
  return true;
}

bool sched_wake(struct task *task) {
  lock_enter(&sched.lock);
  bool waited = sched_wake_task(task, OK);
  lock_leave(&sched.lock);
  return waited;
}

void sched_wait_leave(struct task *task) {
  (void)sched_wake(task);
}

// Zeroed memory is an empty list; it gets its ends with the first waiter.
struct task *sched_wake_first(struct list_node *list) {
  struct task *task = NULL;
  lock_enter(&sched.lock);
  if (!list_is_empty(list)) {
    task = LIST_OBJECT(list->next, struct task, queue);
    (void)sched_wake_task(task, OK);
  }
  lock_leave(&sched.lock);
  return task;
}

bool sched_wake_sleepers(struct timer_queue *sleepers, uint64_t now_ns, uint32_t most) {
  struct timer_node *first;
  for (; (first = sleepers->first) != NULL && first->deadline <= now_ns; most--) {
    if (most == 0) return true;
    (void)sched_wake_task(TIMER_OBJECT(first, struct task, timer), TIMED_OUT);
  }
  return false;
}
