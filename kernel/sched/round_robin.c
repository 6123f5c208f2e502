// SPDX-License-Identifier: Apache-2.0
// round robin: each ready task in turn, for one slice; nobody is preferred.
#include "kernel/sched/queue.h"

// All are in the lowest list, those that another policy has left in front of them.
[[gnu::noinline]] static void take_over(struct sched_queue *queue) {
  queue_adopt(queue, QUEUE_ROUND_ROBIN);
  if (queue->list[0].next == NULL) list_init(&queue->list[0]);
  queue->filled = 1;
}

// Its slice is used up, or it was woken: it waits for its turn. As list_push_back and list_pop_front; with all that they load in front of
// all that they store, the journal takes the stores as one group.
void policy_enqueue(struct sched_queue *queue, struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  (void)comes, (void)ran_ns;
  if (queue->provider != QUEUE_ROUND_ROBIN) take_over(queue);
  if (task->turn.used_ns != 0) task->turn.used_ns = 0;
  struct list_node *list = &queue->list[0], *last = list->previous;
  uint64_t count = queue->count;
  queue->count = count + 1;
  list->previous = last->next = &task->queue;
  task->queue = (struct list_node){.next = list, .previous = last};
}

struct task *policy_choose(struct sched_queue *queue) {
  if (queue->provider != QUEUE_ROUND_ROBIN) take_over(queue);
  if (queue->strangers.next != &queue->strangers) return queue_next_stranger(queue);
  struct list_node *list = &queue->list[0], *first = list->next, *second = first->next;
  if (first == list) return NULL;
  uint64_t count = queue->count;
  queue->count = count - 1;
  list->next = second;
  second->previous = list;
  list_init(first);
  return LIST_OBJECT(first, struct task, queue);
}

struct task *policy_steal(struct sched_queue *queue, uint32_t cpu) {
  struct task *task = queue_first_for(&queue->strangers, cpu);
  if (task == NULL) task = queue_first_for(&queue->list[0], cpu);
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
  (void)queue, (void)running, (void)newcomer;
  return false;
}

uint64_t policy_slice_ns(const struct task *task) {
  return task->turn.used_ns < QUEUE_SLICE_NS ? QUEUE_SLICE_NS - task->turn.used_ns : 0;
}

bool policy_check(const struct sched_queue *queue, uint32_t cpu) {
  return queue_check(queue, cpu);
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "round robin");
}
