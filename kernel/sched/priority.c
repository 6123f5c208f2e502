// SPDX-License-Identifier: Apache-2.0
// priority: the ready task with the highest priority, equals in turn for one slice each. Whoever has less waits as long as
// somebody has more.
#include "kernel/sched/queue.h"

static_assert((int)TASK_PRIORITY_MOST < (int)SCHED_LISTS);

// Who was preempted by a higher one goes on before its equals, with what is left of its slice.
static void arrange(struct sched_queue *queue, struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  uint64_t used_ns = task->turn.used_ns + ran_ns;
  bool goes_on = comes == POLICY_PREEMPTED && used_ns < QUEUE_SLICE_NS;
  if (!goes_on) used_ns = 0;
  if (task->turn.used_ns != used_ns) task->turn.used_ns = used_ns;
  queue_push(queue, task, task_priority(task), goes_on);
}

void policy_enqueue(struct sched_queue *queue, struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  queue_adopt(queue, QUEUE_PRIORITY);
  arrange(queue, task, comes, ran_ns);
}

static void take_over(struct sched_queue *queue) {
  queue_adopt(queue, QUEUE_PRIORITY);
  for (uint32_t i = 0; i < QUEUE_PORTION; i++) {
    struct task *stranger = queue_next_stranger(queue);
    if (stranger == NULL) break;
    arrange(queue, stranger, POLICY_WOKEN, 0);
  }
}

struct task *policy_choose(struct sched_queue *queue) {
  take_over(queue);
  uint32_t list = queue_highest(queue, SCHED_LISTS);
  if (list == SCHED_LISTS) return NULL;
  struct task *task = LIST_OBJECT(queue->list[list].next, struct task, queue);
  queue_take(queue, task);
  return task;
}

struct task *policy_steal(struct sched_queue *queue, uint32_t cpu) {
  if (queue->provider != QUEUE_PRIORITY) return NULL;
  struct task *task = NULL;
  for (uint32_t list = SCHED_LISTS; task == NULL && (list = queue_highest(queue, list)) != SCHED_LISTS;)
    task = queue_first_for(&queue->list[list], cpu);
  if (task != NULL) queue_take(queue, task);
  return task;
}

void policy_remove(struct sched_queue *queue, struct task *task) {
  queue_take(queue, task);
}

void policy_account(struct sched_queue *queue, struct task *task, uint64_t ran_ns, bool leaves) {
  (void)queue;
  if (!leaves) task->turn.used_ns += ran_ns;
}

bool policy_preempts(const struct sched_queue *queue, const struct task *running, const struct task *newcomer) {
  (void)queue;
  return task_priority(newcomer) > task_priority(running);
}

uint64_t policy_slice_ns(const struct task *task) {
  return task->turn.used_ns < QUEUE_SLICE_NS ? QUEUE_SLICE_NS - task->turn.used_ns : 0;
}

bool policy_check(const struct sched_queue *queue, uint32_t cpu) {
  return queue_check(queue, cpu);
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "priority");
}
