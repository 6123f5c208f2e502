// SPDX-License-Identifier: Apache-2.0
// priority: the ready task with the highest priority runs; among equals each in turn, for one slice. A task that never waits
// keeps those below it from running: that is what fixed priorities mean.
#include "kernel/base/text.h"
#include "kernel/sched/policy.h"

enum { SLICE_NS = 6000000 };  // as round robin's

// The queue is not kept in order, so that it may come from, and go to, a policy that knows no priorities.
void policy_enqueue(struct sched_queue *queue, struct task *task, bool was_preempted) {
  (void)was_preempted;
  list_push_back(&queue->ready, &task->queue);
  queue->count++;
}

struct task *policy_choose(struct sched_queue *queue) {
  struct task *best = NULL;
  for (struct list_node *node = queue->ready.next; node != NULL && node != &queue->ready; node = node->next) {
    struct task *task = LIST_OBJECT(node, struct task, queue);
    if (best == NULL || task->priority > best->priority) best = task;
  }
  if (best == NULL) return NULL;
  list_remove(&best->queue);
  queue->count--;
  return best;
}

uint64_t policy_slice_ns(const struct task *task) {
  (void)task;
  return SLICE_NS;
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "priority");
}
