// SPDX-License-Identifier: Apache-2.0
// fair: each ready task a share of the processor by its weight, and soon those that want little of it at a time: the eligible
// task with the earliest virtual deadline (EEVDF: Stoica, Abdel-Wahab: Earliest Eligible Virtual Deadline First, 1995).
//
// Virtual time is what a task of weight 1 would have got: it goes by 1/W of real time where W is the weight of all that are ready.
// A task asks for slices. One that begins at virtual time `start` is eligible from then on and due `length` later, where length
// is the slice by the task's weight. So all tasks with the same length are due in the order in which they are eligible: there is
// a list for each length, in that order, and only the first of each can be the next.
//
// Who gives the processor up within half of its slice asks for shorter ones from then on, who uses them up for longer ones: a task
// that waits for a key is due soon. It gets no more for that: what it has had moves its start, as everybody's.
#include "kernel/sched/queue.h"

enum {
  VIRTUAL_SHIFT =
      12,        // virtual time counts ns * 4096 by weight, so that the heaviest loses no more than 1/4096 by rounding
  SHORTEST = 3,  // steps to the shortest slice, an eighth
  STEP_LISTS = 4,  // half the slice is as long as the slice of who has twice the weight: four priorities higher
};
static_assert((int)TASK_PRIORITY_MOST + (int)SHORTEST * (int)STEP_LISTS < (int)SCHED_LISTS);

// 4, 5, 6, 7, 8, 10, 12, 14, 16 ... 896: doubled by each four priorities.
static uint64_t weight_at(uint32_t step) {
  return (uint64_t)(4 + step % 4) << step / 4;
}
static uint64_t weight_of(const struct task *task) {
  return weight_at(task_priority(task));
}
static uint64_t slice_of(const struct task *task) {
  return (uint64_t)QUEUE_SLICE_NS >> task->turn.shorter;
}
static uint32_t list_of(const struct task *task) {
  return task_priority(task) + (uint32_t)task->turn.shorter * STEP_LISTS;
}
static uint64_t length_of(uint32_t list) {
  return ((uint64_t)QUEUE_SLICE_NS << VIRTUAL_SHIFT) / weight_at(list);
}
static uint64_t virtual_ns(uint64_t ns, uint64_t weight) {
  return (ns << VIRTUAL_SHIFT) / weight;
}
// Virtual time wraps; what is compared lies close together.
static bool is_before(uint64_t a, uint64_t b) {
  return (int64_t)(a - b) < 0;
}

// The next in the lists, and when it is due. Without one that is eligible (shares are rounded) the one that is so first.
static struct task *find(struct sched_queue *queue, uint64_t *due) {
  struct task *next = NULL, *first = NULL;
  uint64_t first_due = 0;
  for (uint32_t list = SCHED_LISTS; (list = queue_highest(queue, list)) != SCHED_LISTS;) {
    struct task *task = LIST_OBJECT(queue->list[list].next, struct task, queue);
    uint64_t its_due = task->turn.start + length_of(list);
    if (first == NULL || is_before(task->turn.start, first->turn.start)) first = task, first_due = its_due;
    if (is_before(queue->time, task->turn.start) || (next != NULL && !is_before(its_due, *due))) continue;
    next = task;
    *due = its_due;
  }
  if (next == NULL) *due = first_due;
  return next != NULL ? next : first;
}

// Behind those that begin at the same time. Whoever has just run begins late, so the walk from the end is short.
static void put(struct sched_queue *queue, struct task *task) {
  uint32_t list = list_of(task);
  struct list_node *head = &queue->list[list], *place = head;
  if (head->next == NULL) list_init(head);
  if (!list_is_empty(head) && is_before(task->turn.start, LIST_OBJECT(head->next, struct task, queue)->turn.start))
    place = head->next;
  else
    while (place->previous != head &&
           is_before(task->turn.start, LIST_OBJECT(place->previous, struct task, queue)->turn.start))
      place = place->previous;
  queue_insert(queue, task, list, place);
  queue->weight += weight_of(task);
}

// From another queue, with what it is owed there; or from nowhere, with nothing.
static void come_home(struct sched_queue *queue, struct task *task) {
  if (task->turn.home == queue->arrangement) return;
  bool is_new = task->turn.home == 0 && task->switches == 0;
  task->turn.start = queue->time - (task->turn.home == 0 ? task->turn.start : 0);
  task->turn.home = queue->arrangement;
  if (is_new) task->turn.shorter = SHORTEST;
  if (task->turn.shorter > SHORTEST) task->turn.shorter = 0;
}

// Who has waited is owed a whole slice at most of what it did not take, and owes one at most of what it took too much.
static void forgive(const struct sched_queue *queue, struct task *task) {
  uint64_t slice = length_of(task_priority(task));
  if (is_before(task->turn.start, queue->time - slice)) task->turn.start = queue->time - slice;
  if (is_before(queue->time + slice, task->turn.start)) task->turn.start = queue->time + slice;
}

// The slices that it has used up are over; it asks for the next, which is longer.
static void ask_again(struct task *task) {
  uint64_t slice = slice_of(task), slices = task->turn.used_ns / slice;
  if (slices == 0) return;
  task->turn.start += slices * length_of(list_of(task));
  task->turn.used_ns -= slices * slice;
  if (task->turn.shorter > 0) task->turn.shorter--;
}

// What it has used of its slice is counted, and the slice is over.
static void settle(struct task *task) {
  if (task->turn.used_ns == 0) return;
  task->turn.start += virtual_ns(task->turn.used_ns, weight_of(task));
  task->turn.used_ns = 0;
}

// Behind the one that would be next without it, on each count.
static void give_way(struct sched_queue *queue, struct task *task) {
  uint64_t due = 0;
  settle(task);
  const struct task *other = find(queue, &due);
  if (other == NULL) return;
  uint64_t start = other->turn.start + 1, its_due = due + 1 - length_of(list_of(task));
  if (is_before(start, its_due)) start = its_due;
  if (is_before(task->turn.start, start)) task->turn.start = start;
}

// The running task's weight is in no list, but it shares.
static void count_time(struct sched_queue *queue, struct task *task, uint64_t ran_ns) {
  if (ran_ns == 0) return;
  queue->time += virtual_ns(ran_ns, queue->weight + weight_of(task));
  task->turn.used_ns += ran_ns;
}

static void arrange(struct sched_queue *queue, struct task *task, enum policy_comes comes) {
  come_home(queue, task);
  if (comes == POLICY_WOKEN) settle(task);
  if (comes == POLICY_GAVE_WAY)
    give_way(queue, task);
  else
    ask_again(task);
  if (comes == POLICY_WOKEN) forgive(queue, task);
  put(queue, task);
}

void policy_enqueue(struct sched_queue *queue, struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  queue_adopt(queue, QUEUE_FAIR);
  come_home(queue, task);
  count_time(queue, task, ran_ns);
  arrange(queue, task, comes);
}

static void take_over(struct sched_queue *queue) {
  queue_adopt(queue, QUEUE_FAIR);
  for (uint32_t i = 0; i < QUEUE_PORTION; i++) {
    struct task *stranger = queue_next_stranger(queue);
    if (stranger == NULL) break;
    arrange(queue, stranger, POLICY_WOKEN);
  }
}

static void take(struct sched_queue *queue, struct task *task) {
  queue_take(queue, task);
  queue->weight -= weight_of(task);
}

// Where nobody was eligible, virtual time has lost something by rounding.
struct task *policy_choose(struct sched_queue *queue) {
  uint64_t due = 0;
  take_over(queue);
  struct task *task = find(queue, &due);
  if (task == NULL) return NULL;
  if (is_before(queue->time, task->turn.start)) queue->time = task->turn.start;
  take(queue, task);
  return task;
}

static void leave_home(const struct sched_queue *queue, struct task *task) {
  task->turn.start = queue->time - task->turn.start;
  task->turn.home = 0;
}

// Of each list the first that may go; among them who is due first.
struct task *policy_steal(struct sched_queue *queue, uint32_t cpu) {
  struct task *next = NULL;
  uint64_t due = 0;
  if (queue->provider != QUEUE_FAIR) return NULL;
  for (uint32_t list = SCHED_LISTS; (list = queue_highest(queue, list)) != SCHED_LISTS;) {
    struct task *task = queue_first_for(&queue->list[list], cpu);
    if (task == NULL) continue;
    uint64_t its_due = task->turn.start + length_of(list);
    if (next == NULL || is_before(its_due, due)) next = task, due = its_due;
  }
  if (next == NULL) return NULL;
  take(queue, next);
  leave_home(queue, next);
  return next;
}

void policy_remove(struct sched_queue *queue, struct task *task) {
  if (task->turn.home != queue->arrangement) return queue_take(queue, task);  // a stranger
  take(queue, task);
  leave_home(queue, task);
}

void policy_account(struct sched_queue *queue, struct task *task, uint64_t ran_ns, bool leaves) {
  // It ran when this policy came, which it comes home to when it is next ready: no time of this queue, but its slice ends.
  if (task->turn.home != queue->arrangement) {
    if (ran_ns != 0) task->turn.used_ns += ran_ns;
    return;
  }
  count_time(queue, task, ran_ns);
  if (!leaves) return;
  if (task->turn.used_ns * 2 <= slice_of(task) && task->turn.shorter < SHORTEST) task->turn.shorter++;
  settle(task);
}

bool policy_preempts(const struct sched_queue *queue, const struct task *running, const struct task *newcomer) {
  if (newcomer->turn.home != queue->arrangement || is_before(queue->time, newcomer->turn.start)) return false;
  if (running->turn.home != queue->arrangement || policy_slice_ns(running) == 0) return true;
  return is_before(newcomer->turn.start + length_of(list_of(newcomer)),
                   running->turn.start + length_of(list_of(running)));
}

uint64_t policy_slice_ns(const struct task *task) {
  uint64_t slice = slice_of(task);
  return task->turn.used_ns < slice ? slice - task->turn.used_ns : 0;
}

bool policy_check(const struct sched_queue *queue, uint32_t cpu) {
  return queue_check(queue, cpu);
}

void policy_name(char *name, uint32_t size) {
  text_copy(name, size, "fair");
}
