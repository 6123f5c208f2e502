// SPDX-License-Identifier: Apache-2.0
// round robin: each ready task in turn, for one slice; nobody is preferred.
#include "kernel/base/text.h"
#include "kernel/sched/policy.h"

// Met at the second tick after the one that begins it: short enough for a keystroke, and switches still cost next to
// nothing.
enum { SLICE_NS = 6000000 };

void policy_enqueue(struct sched_queue *queue, struct task *task, bool was_preempted) {
  (void)was_preempted;  // its slice is used up, or an interrupt woke somebody: it waits for its turn
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
  text_copy(name, size, "round robin");
}
