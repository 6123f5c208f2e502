// SPDX-License-Identifier: Apache-2.0
// watch: a scheduling policy of this workspace, a provider of an interface of Delias: each task in turn, as watches on a ship.
#include "kernel/base/text.h"
#include "kernel/sched/policy.h"

enum { SLICE_NS = 10000000, WATCH = 1000 };  // a number of its own, that no other provider leaves in a queue

// Whoever is in a list of another provider goes into the one that this one has. Few tasks make this short.
static void take_over(struct sched_queue *queue) {
  if (queue->provider == WATCH) return;
  if (queue->list[0].next == NULL) list_init(&queue->list[0]);
  for (uint32_t list = 1; list < SCHED_LISTS; list++)
    for (struct list_node *node; (node = list_pop_front(&queue->list[list])) != NULL;)
      list_push_back(&queue->list[0], node);
  for (struct list_node *node; (node = list_pop_front(&queue->strangers)) != NULL;)
    list_push_back(&queue->list[0], node);
  queue->filled = 1;
  queue->provider = WATCH;
}

void policy_enqueue(struct sched_queue *queue, struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  (void)comes, (void)ran_ns;
  take_over(queue);
  task->turn.used_ns = 0;
  list_push_back(&queue->list[0], &task->queue);
  queue->count++;
}

struct task *policy_choose(struct sched_queue *queue) {
  if (queue->count == 0) return NULL;
  take_over(queue);
  queue->count--;
  return LIST_OBJECT(list_pop_front(&queue->list[0]), struct task, queue);
}

struct task *policy_steal(struct sched_queue *queue, uint32_t cpu) {
  (void)queue, (void)cpu;
  return NULL;  // a watch is stood where it was set
}

void policy_remove(struct sched_queue *queue, struct task *task) {
  list_remove(&task->queue);
  queue->count--;
}

void policy_account(struct sched_queue *queue, struct task *task, uint64_t ran_ns, bool leaves) {
  (void)queue, (void)leaves;
  task->turn.used_ns += ran_ns;
}

bool policy_preempts(const struct sched_queue *queue, const struct task *running, const struct task *newcomer) {
  (void)queue, (void)running, (void)newcomer;
  return false;
}

uint64_t policy_slice_ns(const struct task *task) {
  return task->turn.used_ns < SLICE_NS ? SLICE_NS - task->turn.used_ns : 0;
}

bool policy_check(const struct sched_queue *queue, uint32_t cpu) {
  (void)cpu;
  return queue->count > 0 || queue->filled == 0 || list_is_empty(&queue->list[0]);
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "watch on watch");
}
