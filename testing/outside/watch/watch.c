// SPDX-License-Identifier: Apache-2.0
// watch: a scheduling policy of this workspace, a provider of an interface of Delias: each task in turn, as watches on a ship.
#include "kernel/base/text.h"
#include "kernel/sched/policy.h"

enum { SLICE_NS = 10000000 };

void policy_enqueue(struct sched_queue *queue, struct task *task, bool was_preempted) {
  (void)was_preempted;
  list_push_back(&queue->ready, &task->queue);
  queue->count++;
}

struct task *policy_choose(struct sched_queue *queue) {
  struct list_node *node = list_pop_front(&queue->ready);
  if (node == NULL) return NULL;
  queue->count--;
  return LIST_OBJECT(node, struct task, queue);
}

uint64_t policy_slice_ns(const struct task *task) {
  (void)task;
  return SLICE_NS;
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "watch on watch");
}
