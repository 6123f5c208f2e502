// SPDX-License-Identifier: Apache-2.0
// What a wait is for, and circles of waits. A task that waits for what another one holds is an edge of a graph of which nothing
// is kept: the edges are in the tasks, and who holds what is asked where it is held. docs/synchronisation.md.
//
// A wait with a deadline is no edge: it ends by itself. So is one that can be called off.
#include "kernel/base/text.h"
#include "kernel/fault/assert.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/sched/state.h"

enum {
  CIRCLE = 16,         // tasks in a circle; a longer one is not seen
  CIRCLE_LOOKS = 512,  // at a holder, in one search
  SENTENCE = 240,
};

struct circle {
  const struct task *end;             // whose circle is looked for
  const struct task *member[CIRCLE];  // the way from its obstacle's holder to itself
  uint32_t count, looks;
};

CELL_CALLBACK VIEW_RET struct task *sched_join_holder(uint64_t object, uint32_t index) {
  return index == 0 ? (struct task *)object : NULL;
}
CELL_OPS(struct task_obstacle, sched_join_obstacle) = {.name = "end of task", .holder = sched_join_holder};

static bool waits_for_good(const struct task *task) {
  return task->state == TASK_WAITING && task->obstacle != NULL && !timer_is_queued(&task->timer) &&
         list_is_empty(&task->cancel);
}

static bool is_member(const struct circle *circle, const struct task *task) {
  for (uint32_t i = 0; i < circle->count; i++)
    if (circle->member[i] == task) return true;
  return false;
}

static bool leads_back(struct circle *circle, const struct task_obstacle *obstacle, uint64_t object);

// Whether that task cannot go on before circle->end does. One that is on the way already is no way back by itself, but no way out either.
static bool is_stuck(struct circle *circle, const struct task *task, bool any) {
  if (task == circle->end) return true;
  if (is_member(circle, task)) return any;
  if (circle->count == CIRCLE || !waits_for_good(task)) return false;
  circle->member[circle->count++] = task;
  if (leads_back(circle, task->obstacle, task->obstacle_object)) return true;
  circle->count--;
  return false;
}

// Of holders that all have to let go one that is stuck is enough; where one has to, all must be.
static bool leads_back(struct circle *circle, const struct task_obstacle *obstacle, uint64_t object) {
  const struct task *holder;
  uint32_t index = 0, count = circle->count, kept = count;
  for (; circle->looks < CIRCLE_LOOKS && (holder = obstacle->holder(object, index)) != NULL; index++) {
    circle->looks++;
    bool stuck = is_stuck(circle, holder, obstacle->any);
    if (stuck && !obstacle->any) return true;
    if (!stuck && obstacle->any) return false;
    if (index == 0) kept = circle->count;  // the way that is told
    circle->count = kept;
  }
  return obstacle->any && index > 0 && circle->looks < CIRCLE_LOOKS;
}

HOLDS(&sched.lock)
static bool find_circle(struct circle *circle, const struct task *task, const struct task_obstacle *obstacle,
                        uint64_t object) {
  circle->end = task;
  circle->count = circle->looks = 0;
  return leads_back(circle, obstacle, object);
}

status_t sched_wait_on(const struct task_obstacle *obstacle, uint64_t object) {
  lock_enter(&sched.lock);
  struct task *task = task_current();
  status_t status = WAITING;
  if (task != NULL && task->state == TASK_WAITING) {
    task->obstacle = obstacle;
    task->obstacle_object = object;
    struct circle circle;
    if (waits_for_good(task) && find_circle(&circle, task, obstacle, object)) {
      sched_leave_wait(task);
      task->state = TASK_RUNNING;
      status = task->wait_result = DEADLOCK;
    } else {
      sched_begin_loans(task);
    }
  }
  lock_leave(&sched.lock);
  return status;
}

static size_t tell_edge(char *text, uint32_t size, size_t length, const struct task *task,
                        const struct task_obstacle *obstacle, uint64_t object) {
  if (length >= size) return length;
  char place[64];
  (void)graph_tell_address(graph_running(), object, place, sizeof place);
  return length + text_format(text + length, size - (uint32_t)length, "%s%lu '%s' waits for %s %s",
                              length == 0 ? "" : ", ", task->number, task->name, obstacle->name, place);
}

HOLDS(&sched.lock)
static bool tell(const struct task *task, const struct task_obstacle *obstacle, uint64_t object, char *text,
                 uint32_t size) {
  struct circle circle;
  if (!find_circle(&circle, task, obstacle, object)) return false;
  size_t length = text_format(text, size, "deadlock: ");
  char *rest = text + length;
  uint32_t left = size - (uint32_t)length;
  length = tell_edge(rest, left, 0, task, obstacle, object);
  for (uint32_t i = 0; i < circle.count; i++)
    length =
        tell_edge(rest, left, length, circle.member[i], circle.member[i]->obstacle, circle.member[i]->obstacle_object);
  return true;
}

bool sched_tell_circle(const struct task_obstacle *obstacle, uint64_t object, char *text, uint32_t size) {
  const struct task *task = task_current();
  lock_enter(&sched.lock);
  bool is_there = task != NULL && tell(task, obstacle, object, text, size);
  lock_leave(&sched.lock);
  return is_there;
}

void sched_stop_circle(const struct task_obstacle *obstacle, uint64_t object) {
  char sentence[SENTENCE];
  if (!sched_tell_circle(obstacle, object, sentence, sizeof sentence)) return;
  LOG(LOG_ERROR, "%s", sentence);
  FAULT_RAISE(sentence);
}

HOLDS(&sched.lock) static void describe(const struct task *task, struct sched_wait_info *info) {
  const struct task_obstacle *obstacle = task->obstacle;
  *info = (struct sched_wait_info){
      .number = task->number,
      .since_ns = task->waits_since,
      .ends = timer_is_queued(&task->timer),
      .object = obstacle == NULL ? 0 : task->obstacle_object,
  };
  text_copy(info->name, sizeof info->name, task->name);
  text_copy(info->what, sizeof info->what, obstacle == NULL ? task->waits_for : obstacle->name);
  const struct task *holder;
  while (obstacle != NULL && info->holders < CIRCLE_LOOKS &&
         (holder = obstacle->holder(task->obstacle_object, (uint32_t)info->holders)) != NULL) {
    if (info->holders < SCHED_HOLDERS) info->holder[info->holders] = holder->number;
    info->holders++;
  }
}

status_t sched_wait_next(uint64_t after, struct sched_wait_info *info) {
  struct task_info next = {.number = after};
  lock_enter(&sched.lock);
  status_t status;
  while ((status = task_next(next.number, &next)) == OK && next.state != TASK_WAITING) {}
  const struct task *task = status == OK ? task_view(next.number) : NULL;
  if (task != NULL) describe(task, info);
  lock_leave(&sched.lock);
  return task != NULL ? OK : NOT_FOUND;
}

void sched_hold_waits(void) {
  lock_enter(&sched.lock);
  lock_leave(&sched.lock);
}

void sched_wait_cancellable(struct list_node *list) {
  lock_enter(&sched.lock);
  struct task *task = task_current();
  if (task != NULL && task->state == TASK_WAITING) {
    if (list->next == NULL) list_init(list);
    list_push_back(list, &task->cancel);
  }
  lock_leave(&sched.lock);
}

bool sched_wake_with(struct task *task, status_t result) {
  lock_enter(&sched.lock);
  bool waited = sched_wake_task(task, result);
  lock_leave(&sched.lock);
  return waited;
}

bool sched_cancel_first(struct list_node *list) {
  lock_enter(&sched.lock);
  bool waited = !list_is_empty(list);
  if (waited) (void)sched_wake_task(LIST_OBJECT(list->next, struct task, cancel), INTERRUPTED);
  lock_leave(&sched.lock);
  return waited;
}
