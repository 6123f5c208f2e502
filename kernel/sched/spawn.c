// SPDX-License-Identifier: Apache-2.0
// The beginning of tasks, and their beginning again after a fault.
//
// A task that is to begin again is no task meanwhile: its successor, with a record, a number and a stack of its own, sleeps until its time has come.
#include "kernel/log/log.h"
#include "kernel/sched/state.h"

#define BACK_OFF_NS UINT64_C(10000000)  // where none is said
enum { BACK_OFF_DOUBLINGS = 10 };

// Every task begins and, when its function returns, ends here.
CELL_CALLBACK void sched_enter(void *argument) {
  struct task *task = argument;
  TRACE_BEGIN(sched_task, sched_name_part(task, 0), sched_name_part(task, 1));
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
  struct task_options options = {.name = name};
  return sched_spawn_with(&options, entry, argument, out);
}

// Before the first choice nobody knows which processors there will be.
HOLDS(&sched.lock) static bool has_processor(uint64_t cpus) {
  return cpus == 0 || sched.started == 0 || (cpus & sched.started) != 0;
}

status_t sched_spawn_with(const struct task_options *options, void (*entry)(void *argument), void *argument,
                          struct task **out) {
  struct task *task;
  lock_enter(&sched.lock);
  status_t status = has_processor(options->cpus) ? OK : OUT_OF_RANGE;
  if (status == OK) status = task_create_with(options, entry, argument, &sched_task_type, &task);
  if (status == OK && out != NULL && (status = task_retain(task)) != OK) sched_drop_task(task);
  if (status == OK) {
    give_first_frame(task);
    sched_make_ready(task, POLICY_WOKEN, 0);
    if (out != NULL) *out = task;
  }
  lock_leave(&sched.lock);
  return status;
}

static bool begins_again(const struct task *task) {
  if (task->restarts_left == 0) return false;
  return task->end == TASK_FAULTED || (task->restart == TASK_RESTART_ALWAYS && task->end != TASK_WAS_KILLED);
}

// Twice as long each time.
static uint64_t back_off_of(const struct task *task) {
  uint64_t first = task->back_off_ns == 0 ? BACK_OFF_NS : task->back_off_ns;
  uint32_t doublings = task->restarts < BACK_OFF_DOUBLINGS ? task->restarts : BACK_OFF_DOUBLINGS;
  return first << doublings;
}

// Called when the task is buried: all that it owned is free again.
void sched_begin_again(const struct task *before) {
  if (!begins_again(before)) return;
  struct task_options options = {
      .name = before->name,
      .stack_pages = before->stack_pages,
      .priority = before->priority,
      .cpus = before->cpus,
      .restart = before->restart,
      .restarts = before->restarts_left - 1,
      .back_off_ns = before->back_off_ns,
      .floating_point = before->floating != NULL,
  };
  uint64_t back_off_ns = back_off_of(before);
  struct task *task;
  status_t status = task_create_with(&options, before->entry, before->argument, &sched_task_type, &task);
  if (status != OK) {
    LOG(LOG_ERROR, "task %lu '%s' cannot begin again: %s", before->number, before->name, status_name(status));
    return;
  }
  task->restarts = before->restarts + 1;
  give_first_frame(task);
  sched_enter_wait(task, NULL, sched_now_ns() + back_off_ns, "restart");
  if (task->state != TASK_WAITING) sched_make_ready(task, POLICY_WOKEN, 0);  // that moment has passed
  LOG(LOG_WARNING, "task %lu '%s' begins again as %lu in %lu ms; %u times more", before->number, before->name,
      task->number, back_off_ns / 1000000, task->restarts_left);
}

status_t sched_set_cpus(uint64_t number, uint64_t cpus) {
  lock_enter(&sched.lock);
  struct task *task = task_view(number);
  status_t status = task == NULL || task->state == TASK_ENDED ? NOT_FOUND : OK;
  if (status == OK && (cpus == 0 || !has_processor(cpus))) status = OUT_OF_RANGE;
  if (status == OK && task->cpus != cpus) {
    task->cpus = cpus;
    bool stays = (cpus >> task->cpu & 1) != 0;
    if (!stays && task->state == TASK_READY && !sched_is_on_cpu(task)) {
      policy_remove(&sched_cpus[task->cpu].queue, task);
      sched_make_ready(task, POLICY_WOKEN, 0);
    } else if (!stays && sched_is_on_cpu(task)) {
      sched_choose_soon(task->cpu);
    }
  }
  lock_leave(&sched.lock);
  return status;
}
