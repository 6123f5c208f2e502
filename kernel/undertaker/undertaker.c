// SPDX-License-Identifier: Apache-2.0
// undertaker: looks for work when it is told that there is some.
#include "kernel/undertaker/undertaker.h"

#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/task/task.h"

struct undertaker {
  struct lock lock;
  bool called;    // since it last looked
  uint32_t node;  // its task's in the ledger; LEDGER_NONE: boot has not started it yet
  struct wait_queue waits;
};
CELL_STATE(struct undertaker, undertaker);

CELL_CALLBACK void undertaker_main(void);

CELL_CALLBACK void undertaker_again([[maybe_unused]] void *argument) {
  undertaker_main();
}

// Its own end disowns its task's node, so that this is called then too.
static bool has_ended(void) {
  return undertaker.node != LEDGER_NONE && !ledger_lives(undertaker.node);
}

// By AFTER, once what disowned a node has committed.
CELL_CALLBACK void undertaker_call([[maybe_unused]] uint64_t a, [[maybe_unused]] uint64_t b,
                                   [[maybe_unused]] uint64_t c) {
  lock_enter(&undertaker.lock);
  undertaker.called = true;
  if (has_ended()) {
    status_t status = sched_spawn("undertaker", undertaker_again, NULL, NULL);
    if (status == OK) undertaker.node = LEDGER_NONE;  // until it says so itself
    LOG(LOG_WARNING, "the undertaker's task ended; another one %s", status == OK ? "begins" : "cannot begin");
  }
  wait_wake_one(&undertaker.waits);
  lock_leave(&undertaker.lock);
}

void undertaker_begin(void) {
  lock_enter(&undertaker.lock);
  undertaker.node = ledger_self();
  lock_leave(&undertaker.lock);
}

bool undertaker_step(struct ledger_work *work) {
  return ledger_bury_one(work);
}

status_t undertaker_rest(void) {
  lock_enter(&undertaker.lock);
  status_t status = undertaker.called ? OK : WAITING;
  undertaker.called = false;
  if (status == WAITING) wait_join(&undertaker.waits, 0, "the dead");
  lock_leave(&undertaker.lock);
  return status;
}

CELL_CALLBACK status_t undertaker_init(void) {
  ledger_set_notice(undertaker_call);
  return OK;
}

void undertaker_main(void) {
  undertaker_begin();
  // Else tasks that compute could keep what others have left behind for ever.
  (void)sched_prioritise(task_current()->number, TASK_PRIORITY_MOST);
  for (;;) {
    struct ledger_work work;
    do
      work = (struct ledger_work){0};
    while (undertaker_step(&work));
    // However it woke, it looks.
    if (undertaker_rest() == WAITING) (void)wait_here();
  }
}

CELL_OPS(struct cell_lifecycle, undertaker_lifecycle) = {.init = undertaker_init, .main = undertaker_main};
