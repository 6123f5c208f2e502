// SPDX-License-Identifier: Apache-2.0
// Reader-writer locks: a line in which each has its turn, readers next to one another together.
#include "kernel/sync/rwlock.h"

#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"

// A wake takes some 700 bytes of journal. Each reader that is let in lets in the next ones when it runs.
enum { LET_IN = 16 };

// All with its lock held.
static bool is_free_for(const struct rwlock *rwlock, enum rwlock_way way) HOLDS(&rwlock->lock);
static void let_in(struct rwlock *rwlock) HOLDS(&rwlock->lock);
static void leave(struct rwlock *rwlock, struct rwlock_hold *hold) HOLDS(&rwlock->lock);
static status_t enter(struct rwlock *rwlock, struct rwlock_hold *hold, struct task *task, enum rwlock_way way,
                      bool or_wait) HOLDS(&rwlock->lock);
static status_t ask(struct rwlock *rwlock, struct rwlock_hold *hold, struct task *task, enum rwlock_way way)
    HOLDS(&rwlock->lock);

CELL_CALLBACK void rwlock_release(uint64_t object) {
  rwlock_drop((struct rwlock_hold *)object);
}
CELL_CALLBACK void rwlock_describe(uint64_t object, char *text, uint32_t size) {
  const struct rwlock_hold *hold = (const struct rwlock_hold *)object;
  const char *does = !hold->is_granted ? "waits" : hold->way == RWLOCK_READ ? "reads" : "writes";
  uint64_t of = (uint64_t)hold->of;
  size_t length = graph_tell_address(graph_running(), of, text, size);
  if (length < size) text_format(text + length, size - length, " %s", does);
}
CELL_OPS(struct ledger_type,
         rwlock_type) = {.name = "reader-writer lock", .release = rwlock_release, .describe = rwlock_describe};

static struct rwlock_hold *hold_of(const struct list_node *node) {
  return LIST_OBJECT(node, struct rwlock_hold, node);
}

CELL_CALLBACK VIEW_RET struct task *rwlock_holder(uint64_t object, uint32_t index) {
  const struct rwlock *rwlock = (const struct rwlock *)object;
  const struct list_node *node = rwlock->holders.next;
  while (node != NULL && node != &rwlock->holders && index-- > 0)
    node = node->next;
  return node == NULL || node == &rwlock->holders ? NULL : hold_of(node)->task;
}
CELL_OPS(struct task_obstacle, rwlock_obstacle) = {.name = "reader-writer lock", .holder = rwlock_holder};

static bool is_free_for(const struct rwlock *rwlock, enum rwlock_way way) {
  if (list_is_empty(&rwlock->holders)) return true;
  return way == RWLOCK_READ && hold_of(rwlock->holders.next)->way == RWLOCK_READ;
}

static void let_in(struct rwlock *rwlock) {
  if (list_is_empty(&rwlock->line)) return;
  sched_hold_waits();
  for (uint32_t i = 0; i < LET_IN && !list_is_empty(&rwlock->line); i++) {
    struct rwlock_hold *hold = hold_of(rwlock->line.next);
    if (!is_free_for(rwlock, hold->way)) break;
    list_remove(&hold->node);
    list_push_back(&rwlock->holders, &hold->node);
    hold->is_granted = true;
    (void)sched_wake_first(&hold->waits.tasks);
    if (!list_is_empty(&rwlock->line)) sched_settle_loans(hold->task->number);
  }
}

// Out of the line or the lock, whichever it is in.
static void leave(struct rwlock *rwlock, struct rwlock_hold *hold) {
  uint64_t before = hold->task->inherited != 0 ? hold->task->number : 0;
  if (!list_is_empty(&rwlock->line)) sched_hold_waits();
  list_remove(&hold->node);
  ledger_remove(hold->entry, (uint64_t)hold);
  hold->entry = LEDGER_NONE;
  hold->of = NULL;
  hold->task = NULL;
  hold->is_granted = hold->is_known = false;
  if (before != 0) sched_settle_loans(before);
  let_in(rwlock);
}

static status_t enter(struct rwlock *rwlock, struct rwlock_hold *hold, struct task *task, enum rwlock_way way,
                      bool or_wait) {
  if (rwlock->line.next == NULL) list_init(&rwlock->line);
  if (rwlock->holders.next == NULL) list_init(&rwlock->holders);
  bool free = list_is_empty(&rwlock->line) && is_free_for(rwlock, way);
  if (!free && !or_wait) return BUSY;
  uint32_t entry = ledger_add((uint32_t)task->context.owner, &rwlock_type, (uint64_t)hold);
  if (entry == LEDGER_NONE) return NO_MEMORY;
  hold->of = rwlock;
  hold->task = task;
  hold->entry = entry;
  hold->way = way;
  hold->is_granted = hold->is_known = free;
  list_push_back(free ? &rwlock->holders : &rwlock->line, &hold->node);
  return free ? OK : WAITING;
}

status_t rwlock_try(struct rwlock *rwlock, struct rwlock_hold *hold, enum rwlock_way way) {
  struct task *task = task_current();
  if (task == NULL || hold->of != NULL) return INVALID;
  lock_enter(&rwlock->lock);
  status_t status = enter(rwlock, hold, task, way, false);
  lock_leave(&rwlock->lock);
  return status;
}

static status_t ask(struct rwlock *rwlock, struct rwlock_hold *hold, struct task *task, enum rwlock_way way) {
  if (hold->of == NULL) return enter(rwlock, hold, task, way, true);
  if (hold->of != rwlock || hold->task != task || hold->way != way || hold->is_known) return INVALID;
  if (!hold->is_granted) return WAITING;
  hold->is_known = true;
  let_in(rwlock);
  return OK;
}

status_t rwlock_ask(struct rwlock *rwlock, struct rwlock_hold *hold, enum rwlock_way way, uint64_t deadline_ns) {
  struct task *task = task_current();
  if (task == NULL) return INVALID;
  lock_enter(&rwlock->lock);
  status_t status = ask(rwlock, hold, task, way);
  if (status == WAITING) {
    sched_wait_join(&hold->waits.tasks, deadline_ns, "reader-writer lock");
    status = sched_wait_on(&rwlock_obstacle, (uint64_t)rwlock);
    if (status == DEADLOCK) leave(rwlock, hold);
  }
  lock_leave(&rwlock->lock);
  return status;
}

status_t rwlock_withdraw(struct rwlock_hold *hold, status_t why) {
  struct rwlock *rwlock = hold->of;
  if (rwlock == NULL || hold->task != task_current()) return why;
  lock_enter(&rwlock->lock);
  bool has = hold->is_granted;
  if (has)
    hold->is_known = true;
  else
    leave(rwlock, hold);
  lock_leave(&rwlock->lock);
  return has ? OK : why;
}

status_t rwlock_take(struct rwlock *rwlock, struct rwlock_hold *hold, enum rwlock_way way, uint64_t deadline_ns) {
  for (;;) {
    status_t status = rwlock_ask(rwlock, hold, way, deadline_ns);
    if (status == DEADLOCK)
      sched_stop_circle(&rwlock_obstacle, (uint64_t)rwlock);
    else if (status != WAITING)
      return status;
    else if ((status = sched_wait_here()) != OK)
      return rwlock_withdraw(hold, status);
  }
}

status_t rwlock_give(struct rwlock_hold *hold) {
  struct rwlock *rwlock = hold->of;
  if (rwlock == NULL) return INVALID;
  lock_enter(&rwlock->lock);
  bool mine = hold->is_known && hold->task == task_current();
  if (mine) leave(rwlock, hold);
  lock_leave(&rwlock->lock);
  return mine ? OK : INVALID;
}

void rwlock_drop(struct rwlock_hold *hold) {
  struct rwlock *rwlock = hold->of;
  if (rwlock == NULL) return;
  lock_enter(&rwlock->lock);
  leave(rwlock, hold);
  lock_leave(&rwlock->lock);
}
