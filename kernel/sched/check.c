// SPDX-License-Identifier: Apache-2.0
// check: whether the run queue and the sleepers hold, and the run queue made anew from the tasks themselves.
#include "kernel/sched/state.h"

HOLDS(&sched.lock) static bool queue_holds(uint32_t cpu) {
  const struct task *running = sched_cpus[cpu].running;
  if (running != NULL && (running->state == TASK_READY || running->cpu != cpu)) return false;
  return policy_check(&sched_cpus[cpu].queue, cpu);
}

HOLDS(&sched.lock) static bool queues_hold(void) {
  bool holds = true;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    holds = holds && queue_holds(cpu);
  return holds;
}

HOLDS(&sched.lock) static bool sleepers_hold(uint32_t cpu) {
  const struct timer_queue *sleepers = &sched_cpus[cpu].sleepers;
  if (!timer_queue_check(sleepers, task_count())) return false;
  for (const struct timer_node *node = sleepers->first; node != NULL; node = timer_queue_next(node)) {
    const struct task *task = TIMER_OBJECT(node, const struct task, timer);
    if (task->state != TASK_WAITING || task->cpu != cpu) return false;
  }
  return true;
}

bool sched_check(void) {
  lock_enter(&sched.lock);
  bool holds = queues_hold();
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    holds = holds && sleepers_hold(cpu);
  lock_leave(&sched.lock);
  return holds;
}

// Who is ready says so itself; in what order they were does not, so they begin anew in the order of their numbers.
status_t sched_rebuild(void) {
  lock_enter(&sched.lock);
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++) {
    struct sched_queue *queue = &sched_cpus[cpu].queue;
    uint32_t arrangement = queue->arrangement;
    __builtin_memset(queue, 0, sizeof *queue);
    queue->arrangement = arrangement;
  }
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK) {
    struct task *task = info.state == TASK_READY ? task_view(info.number) : NULL;
    if (task == NULL || sched_is_on_cpu(task)) continue;
    list_init(&task->queue);
    policy_enqueue(&sched_cpus[task->cpu].queue, task, POLICY_WOKEN, 0);
  }
  bool holds = queues_hold();
  lock_leave(&sched.lock);
  return holds ? OK : CORRUPT;
}

CELL_CHECK(sched, sched_check);
CELL_REBUILD(sched, sched_rebuild);
