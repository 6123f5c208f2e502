// SPDX-License-Identifier: Apache-2.0
// A task of high priority waits for a mutex that one of low priority holds, while one in between computes: how much of what that does it waits
// for. Of strict priorities: of none, for the low one inherits. Of a policy that knows no priorities: of about as much as the low one does.
#include "testing/system/inversion.h"

#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

// Of the low one: some twenty slices. The middle one would go on for ever as long as the high one waits, or so.
enum { PIECES = 1000000, MOST = 20 * PIECES, LOW = 1, MIDDLE = 5, HIGH = 9, LOOK_NS = 100000 };

struct inversion {
  struct mutex mutex;
  uint64_t done[INVERSION_TASKS];
  uint64_t waited_for;
  bool is_over;
};
CELL_STATE(struct inversion, inversion);

void inversion_begin(void) {
  inversion.done[INVERSION_LOW] = inversion.done[INVERSION_MIDDLE] = inversion.waited_for = 0;
  inversion.is_over = false;
}

void inversion_work(enum inversion_task task) {
  inversion.done[task]++;
}

void inversion_tell(uint64_t pieces) {
  inversion.waited_for = pieces;
  inversion.is_over = true;
}

static uint64_t done(enum inversion_task task) {
  return __atomic_load_n(&inversion.done[task], __ATOMIC_RELAXED);
}

CELL_CALLBACK void inversion_low(void *) {
  if (mutex_take(&inversion.mutex) != OK) return;
  while (done(INVERSION_LOW) < PIECES)
    inversion_work(INVERSION_LOW);
  (void)!mutex_give(&inversion.mutex);
}

CELL_CALLBACK void inversion_middle(void *) {
  while (!__atomic_load_n(&inversion.is_over, __ATOMIC_RELAXED) && done(INVERSION_MIDDLE) < MOST)
    inversion_work(INVERSION_MIDDLE);
}

CELL_CALLBACK void inversion_high(void *) {
  uint64_t before = done(INVERSION_MIDDLE);
  if (mutex_take(&inversion.mutex) != OK) return;
  inversion_tell(done(INVERSION_MIDDLE) - before);
  (void)!mutex_give(&inversion.mutex);
}

static status_t start(const char *name, uint8_t priority, void (*entry)(void *), struct task **task) {
  struct task_options options = {.name = name, .priority = priority, .cpus = 1};
  return sched_spawn_with(&options, entry, NULL, task);
}

static void join(struct task **task) {
  if (*task != NULL) (void)!sched_join(task, NULL, NULL);
}

CELL_CALLBACK bool inversion_is_bounded(char *why, uint32_t size) {
  struct task *low = NULL, *middle = NULL, *high = NULL;
  char policy[TASK_NAME];
  sched_policy(policy, sizeof policy);
  inversion_begin();
  SYSTEM_EXPECT(sched_prioritise(task_current()->number, TASK_PRIORITY_MOST) == OK);  // it starts them all
  bool started = start("low", LOW, inversion_low, &low) == OK;
  while (started && done(INVERSION_LOW) == 0)
    (void)!clock_sleep(LOOK_NS);
  started = started && start("middle", MIDDLE, inversion_middle, &middle) == OK;
  started = started && start("high", HIGH, inversion_high, &high) == OK;
  join(&high);
  if (!started) inversion_tell(0);
  join(&middle);
  join(&low);
  (void)!sched_prioritise(task_current()->number, 0);
  SYSTEM_EXPECT(started);
  uint64_t waited_for = inversion.waited_for;
  bool has_priorities = text_starts(policy, "prior");
  bool good = has_priorities ? waited_for == 0 : waited_for > PIECES / 4;
  if (!good) text_format(why, size, "%s: the high one waited for %lu pieces of the middle one", policy, waited_for);
  return good;
}
CELL_OPS(struct system_test, inversion_test) = {
    .name = "who waits for a low task's mutex waits for no middle one where priorities are inherited",
    .run = inversion_is_bounded};
