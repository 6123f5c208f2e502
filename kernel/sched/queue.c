// SPDX-License-Identifier: Apache-2.0
// queue: lists of tasks with a bit for each that may be filled, and how they go from one policy to the next.
//
// A list's bit is cleared when the list is found empty, not when it becomes so: two tasks that take turns would set and clear it
// each time.
#include "kernel/sched/queue.h"

enum { LOOKS = 16 };  // at tasks of a list that may have to stay on their processor

// Behind all others; with no bit for `list` afterwards.
static void move_to_strangers(struct sched_queue *queue, struct list_node *list) {
  if (list_is_empty(list)) return;
  struct list_node *first = list->next, *last = list->previous, *end = queue->strangers.previous;
  first->previous = end;
  end->next = first;
  last->next = &queue->strangers;
  queue->strangers.previous = last;
  list_init(list);
}

// Queues lie 64 bytes apart, so those of one machine have different numbers.
void queue_adopt(struct sched_queue *queue, enum queue_provider provider) {
  if (queue->provider == provider) return;
  if (queue->strangers.next == NULL) list_init(&queue->strangers);
  for (uint32_t list = SCHED_LISTS; list-- > 0;)
    if ((queue->filled >> list & 1) != 0) move_to_strangers(queue, &queue->list[list]);
  queue->filled = 0;
  queue->weight = 0;
  queue->provider = provider;
  queue->arrangement = (uint32_t)((uint64_t)queue >> 6) << 20 | ((queue->arrangement + 1) & 0xfffff) | 1u << 19;
}

struct task *queue_next_stranger(struct sched_queue *queue) {
  if (list_is_empty(&queue->strangers)) return NULL;
  struct task *task = LIST_OBJECT(queue->strangers.next, struct task, queue);
  queue_take(queue, task);
  return task;
}

void queue_insert(struct sched_queue *queue, struct task *task, uint32_t list, struct list_node *place) {
  list_insert_before(place, &task->queue);
  queue->count++;
  if ((queue->filled >> list & 1) == 0) queue->filled |= UINT64_C(1) << list;
}

void queue_push(struct sched_queue *queue, struct task *task, uint32_t list, bool first) {
  struct list_node *head = &queue->list[list];
  if (head->next == NULL) list_init(head);
  queue_insert(queue, task, list, first ? head->next : head);
}

void queue_take(struct sched_queue *queue, struct task *task) {
  list_remove(&task->queue);
  queue->count--;
}

uint32_t queue_highest(struct sched_queue *queue, uint32_t below) {
  uint64_t filled = queue->filled & ((UINT64_C(1) << below) - 1);
  for (; filled != 0;) {
    uint32_t list = 63 - (uint32_t)__builtin_clzll(filled);
    if (!list_is_empty(&queue->list[list])) return list;
    filled &= ~(UINT64_C(1) << list);
    queue->filled &= ~(UINT64_C(1) << list);
  }
  return SCHED_LISTS;
}

struct task *queue_first_for(struct list_node *list, uint32_t cpu) {
  if (list->next == NULL) return NULL;
  uint32_t looks = LOOKS;
  for (struct list_node *node = list->next; node != list && looks > 0; node = node->next, looks--) {
    struct task *task = LIST_OBJECT(node, struct task, queue);
    if ((task->cpus >> cpu & 1) != 0) return task;
  }
  return NULL;
}

// One that does not lead back to itself within as many as there may be ends the walk.
static bool list_holds(const struct list_node *list, uint32_t cpu, uint64_t *left) {
  if (list->next == NULL) return list->previous == NULL;
  for (const struct list_node *node = list; node->next != list; node = node->next) {
    if (*left == 0 || node->next == NULL || node->next->previous != node) return false;
    const struct task *task = LIST_OBJECT(node->next, const struct task, queue);
    if (task->state != TASK_READY || task->cpu != cpu) return false;
    --*left;
  }
  return list->previous == list || list->previous->next == list;
}

bool queue_check(const struct sched_queue *queue, uint32_t cpu) {
  uint64_t left = queue->count;
  bool holds = list_holds(&queue->strangers, cpu, &left) && queue->filled >> SCHED_LISTS == 0;
  for (uint32_t list = 0; holds && list < SCHED_LISTS; list++)
    holds = (queue->filled >> list & 1) != 0 ? list_holds(&queue->list[list], cpu, &left)
                                             : list_is_empty(&queue->list[list]);
  return holds && left == 0;
}
