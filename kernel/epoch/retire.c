// SPDX-License-Identifier: Apache-2.0
// What was retired waits in a list; the task takes the list as it is, gathers the processors, and releases it. What comes meanwhile waits for the next
// time. As read-copy-update in its simplest form (McKenney and Slingwine, 1998), with the rendezvous for a grace period.
#include "kernel/epoch/retire.h"

#include "kernel/clock/clock.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

#define AGAIN_NS UINT64_C(10000000)  // after a rendezvous that did not come about

struct retired_state {
  struct lock lock;
  struct list_node waiting,
      passing;               // of struct epoch_retired by `node`: not begun; of those a rendezvous is asked for
  uint64_t waits, passes;    // how many these are
  uint64_t begun, done;      // turns, counted
  uint32_t turn;             // in the ledger, below the task that releases; LEDGER_NONE: there is none
  struct list_node waiters;  // tasks, for `done` to grow
};
CELL_STATE(struct retired_state, retired);

CELL_CALLBACK void retired_task(void *argument);

CELL_CALLBACK void retired_turn_release(uint64_t) {
  epoch_turn_lost();
}
CELL_OPS(struct ledger_type, retired_turn) = {.name = "epoch turn", .release = retired_turn_release};

// The turn is the task's from the start, so that whenever it dies another one begins.
HOLDS(&retired.lock) static void call(void) {
  if (retired.turn != LEDGER_NONE) return;
  struct task *task = NULL;
  if (sched_spawn("epoch", retired_task, NULL, &task) == OK) {
    retired.turn = ledger_add((uint32_t)task->context.owner, &retired_turn, (uint64_t)&retired);
    task_release(task);
  }
  if (retired.turn == LEDGER_NONE)
    LOG(LOG_WARNING, "no task to release %lu retired objects; the next one tries again", retired.waits);
}

// By AFTER: the object is out of reach then.
CELL_CALLBACK void retired_call(uint64_t, uint64_t, uint64_t) {
  lock_enter(&retired.lock);
  call();
  lock_leave(&retired.lock);
}

void epoch_retire(struct epoch_retired *object, void (*release)(uint64_t), uint64_t address) {
  lock_enter(&retired.lock);
  if (retired.waiting.next == NULL) list_init(&retired.waiting);
  object->release = release;
  object->object = address;
  list_push_back(&retired.waiting, &object->node);
  retired.waits++;
  lock_leave(&retired.lock);
  AFTER(retired_call, 0, 0, 0);
}

uint64_t epoch_waiting(void) {
  return retired.waits + retired.passes;
}

status_t epoch_begin(void) {
  lock_enter(&retired.lock);
  if (retired.passing.next == NULL) list_init(&retired.passing);
  if (retired.passes == 0) {
    while (!list_is_empty(&retired.waiting) && retired.passes < 64) {
      list_push_back(&retired.passing, list_pop_front(&retired.waiting));
      retired.waits--;
      retired.passes++;
    }
    retired.begun++;
  }
  status_t status = retired.passes == 0 ? EMPTY : OK;
  lock_leave(&retired.lock);
  return status;
}

status_t epoch_release_one(void) {
  lock_enter(&retired.lock);
  struct list_node *node = list_pop_front(&retired.passing);
  if (node != NULL) {
    struct epoch_retired *object = LIST_OBJECT(node, struct epoch_retired, node);
    retired.passes--;
    object->release(object->object);
  } else if (retired.done != retired.begun) {
    retired.done = retired.begun;
    for (uint32_t i = 0; i < 32 && sched_wake_first(&retired.waiters) != NULL; i++) {}
  }
  lock_leave(&retired.lock);
  return node != NULL ? OK : EMPTY;
}

// Its task returns when this answers OK; BUSY: more has come.
status_t epoch_end_turn(void) {
  lock_enter(&retired.lock);
  status_t status = retired.waits + retired.passes == 0 ? OK : BUSY;
  if (status == OK) {
    ledger_remove(retired.turn, (uint64_t)&retired);
    retired.turn = LEDGER_NONE;
    while (sched_wake_first(&retired.waiters) != NULL) {}
  }
  lock_leave(&retired.lock);
  return status;
}

void epoch_turn_lost(void) {
  lock_enter(&retired.lock);
  ledger_remove(retired.turn, (uint64_t)&retired);
  retired.turn = LEDGER_NONE;
  if (retired.waits + retired.passes != 0) call();
  lock_leave(&retired.lock);
}

CELL_CALLBACK void retired_nothing(uint64_t) {}

// What a rendezvous was for may be released by whoever comes later: none of it can be reached since.
void retired_task(void *) {
  uint32_t missing;
  for (;;) {
    status_t status = epoch_begin();
    if (status == OK && processors_gather(retired_nothing, 0, PROCESSORS_PATIENCE_NS, &missing) != OK) {
      (void)!clock_sleep(AGAIN_NS);
      continue;
    }
    while (epoch_release_one() == OK) {}
    if (epoch_end_turn() == OK) return;
  }
}

// *since: 0 at first; then the turn that has to be done.
status_t epoch_look(uint64_t *since) {
  lock_enter(&retired.lock);
  if (*since == 0) *since = retired.begun + (retired.waits != 0 ? retired.waits / 64 + 1 : 0);
  bool is_done = retired.waits + retired.passes == 0 || retired.done >= *since;
  if (!is_done) sched_wait_join(&retired.waiters, 0, "retired objects");
  lock_leave(&retired.lock);
  return is_done ? OK : WAITING;
}

status_t epoch_wait(void) {
  uint64_t since = 0;
  status_t status;
  while ((status = epoch_look(&since)) == WAITING)
    if ((status = sched_wait_here()) != OK) break;
  return status;
}
