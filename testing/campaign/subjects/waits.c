// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/sync. Word 0 is a task, 1 a status, 2 a condition (or a queue), 4 on a mutex, 10 on a cancellation.
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/campaign/subjects/crowd.h"

static struct task **task_of(struct campaign_kept *kept) {
  return (struct task **)&kept->word[0];
}
static struct condition *condition_of(struct campaign_kept *kept) {
  return (struct condition *)&kept->word[2];
}
static struct mutex *mutex_of(struct campaign_kept *kept) {
  return (struct mutex *)&kept->word[4];
}

static struct cancellation *cancellation_of(struct campaign_kept *kept) {
  return (struct cancellation *)&kept->word[10];
}

// A task that waits for the mutex, or on the condition's queue.
CELL_CALLBACK void sync_want(void *argument) {
  if (mutex_take(mutex_of(argument)) == OK) (void)!mutex_give(mutex_of(argument));
}
CELL_CALLBACK void sync_wait(void *argument) {
  wait_join(&condition_of(argument)->waiters, 0, "campaign");
  (void)!wait_here();
}

static void prepare_other(struct campaign_kept *kept, void (*entry)(void *)) {
  (void)!sched_spawn("subject", entry, kept, task_of(kept));
  while ((*task_of(kept))->state != TASK_WAITING)
    sched_give_way();
}

// Time stands still here: the last tick was at 2 ns.
CELL_CALLBACK void sync_prepare_held(struct campaign_kept *kept) {
  (void)sched_tick(2);
  (void)!mutex_take(mutex_of(kept));
}
CELL_CALLBACK void sync_prepare_wanted(struct campaign_kept *kept) {
  sync_prepare_held(kept);
  prepare_other(kept, sync_want);
}
CELL_CALLBACK void sync_prepare_waiting(struct campaign_kept *kept) {
  prepare_other(kept, sync_wait);
}
CELL_CALLBACK void sync_finish(struct campaign_kept *kept) {
  sched_wait_leave(task_current());
  (void)!mutex_give(mutex_of(kept));
  if (*task_of(kept) == NULL) return;
  (void)!sched_kill((*task_of(kept))->number);
  (void)!sched_join(task_of(kept), NULL, NULL);
}

CELL_CALLBACK void sync_call_take(struct campaign_kept *kept) {
  kept->word[1] = mutex_take(mutex_of(kept));
}
CAMPAIGN_SUBJECT(mutex_taken, "mutex_take", "a free one", NULL, sync_call_take, sync_finish);

CELL_CALLBACK void sync_call_ask(struct campaign_kept *kept) {
  kept->word[1] = mutex_ask(mutex_of(kept), 0);
}
CAMPAIGN_SUBJECT(mutex_asked, "mutex_ask", "a free one", NULL, sync_call_ask, sync_finish);

CELL_CALLBACK void sync_call_take_until(struct campaign_kept *kept) {
  kept->word[1] = mutex_take_until(mutex_of(kept), 1);
}
CAMPAIGN_SUBJECT(mutex_taken_in_time, "mutex_take_until", "a free one", NULL, sync_call_take_until, sync_finish);

CELL_CALLBACK void sync_call_try(struct campaign_kept *kept) {
  kept->word[1] = mutex_try(mutex_of(kept));
}
CAMPAIGN_SUBJECT(mutex_tried, "mutex_try", "a free one", NULL, sync_call_try, sync_finish);

CELL_CALLBACK void sync_call_give(struct campaign_kept *kept) {
  kept->word[1] = mutex_give(mutex_of(kept));
}
CAMPAIGN_SUBJECT(mutex_given, "mutex_give", "to nobody", sync_prepare_held, sync_call_give, sync_finish);
CAMPAIGN_SUBJECT(mutex_handed_on, "mutex_give", "to who waits", sync_prepare_wanted, sync_call_give, sync_finish);

CELL_CALLBACK void sync_call_drop(struct campaign_kept *kept) {
  mutex_drop(mutex_of(kept));
}
CAMPAIGN_SUBJECT(mutex_dropped, "mutex_drop", "to who waits", sync_prepare_wanted, sync_call_drop, sync_finish);

CELL_CALLBACK void sync_call_retake(struct campaign_kept *kept) {
  kept->word[1] = mutex_retake(mutex_of(kept));
}
CAMPAIGN_SUBJECT(mutex_retaken, "mutex_retake", "a free one", NULL, sync_call_retake, sync_finish);

CELL_CALLBACK void sync_call_condition_join(struct campaign_kept *kept) {
  kept->word[1] = condition_join(condition_of(kept), mutex_of(kept), 0);
}
CAMPAIGN_SUBJECT(condition_joined, "condition_join", "with a free mutex behind it", sync_prepare_held,
                 sync_call_condition_join, sync_finish);

CELL_CALLBACK void sync_call_condition_wait(struct campaign_kept *kept) {
  kept->word[1] = condition_wait(condition_of(kept), mutex_of(kept), 1) == INVALID;  // the rest depends on where it was
}
CAMPAIGN_SUBJECT(condition_waited, "condition_wait", "until the past", sync_prepare_held, sync_call_condition_wait,
                 sync_finish);

CELL_CALLBACK void sync_call_signal(struct campaign_kept *kept) {
  condition_signal(condition_of(kept));
}
CAMPAIGN_SUBJECT(condition_signalled, "condition_signal", "one waits", sync_prepare_waiting, sync_call_signal,
                 sync_finish);

CELL_CALLBACK void sync_call_broadcast(struct campaign_kept *kept) {
  condition_broadcast(condition_of(kept));
}
CAMPAIGN_SUBJECT(condition_told_all, "condition_broadcast", "one waits", sync_prepare_waiting, sync_call_broadcast,
                 sync_finish);

CELL_CALLBACK void sync_call_wake_one(struct campaign_kept *kept) {
  kept->word[1] = wait_wake_one(&condition_of(kept)->waiters);
}
CAMPAIGN_SUBJECT(wait_woke_one, "wait_wake_one", "one waits", sync_prepare_waiting, sync_call_wake_one, sync_finish);

CELL_CALLBACK void sync_call_wake_all(struct campaign_kept *kept) {
  kept->word[1] = wait_wake_all(&condition_of(kept)->waiters);
}
CAMPAIGN_SUBJECT(wait_woke_all, "wait_wake_all", "one waits", sync_prepare_waiting, sync_call_wake_all, sync_finish);

CELL_CALLBACK void sync_call_join(struct campaign_kept *kept) {
  wait_join(&condition_of(kept)->waiters, UINT64_MAX, "campaign");
}
CAMPAIGN_SUBJECT(wait_joined, "wait_join", "with a deadline", NULL, sync_call_join, sync_finish);

CELL_CALLBACK void sync_wait_under(void *argument) {
  wait_join_under(&condition_of(argument)->waiters, cancellation_of(argument), 0, "campaign");
  (void)!wait_here();
}
CELL_CALLBACK void sync_prepare_under(struct campaign_kept *kept) {
  prepare_other(kept, sync_wait_under);
}
CELL_CALLBACK void sync_call_join_under(struct campaign_kept *kept) {
  wait_join_under(&condition_of(kept)->waiters, cancellation_of(kept), UINT64_MAX, "campaign");
}
CAMPAIGN_SUBJECT(wait_joined_under, "wait_join_under", "with a deadline", NULL, sync_call_join_under, sync_finish);
CELL_CALLBACK void sync_call_call_off(struct campaign_kept *kept) {
  kept->word[1] = wait_call_off(cancellation_of(kept));
}
CAMPAIGN_SUBJECT(wait_called_off, "wait_call_off", "one waits", sync_prepare_under, sync_call_call_off, sync_finish);
CELL_CALLBACK void sync_prepare_called_off(struct campaign_kept *kept) {
  sync_call_call_off(kept);
}
CELL_CALLBACK void sync_call_allow(struct campaign_kept *kept) {
  wait_allow(cancellation_of(kept));
}
CAMPAIGN_SUBJECT(wait_allowed, "wait_allow", "what was called off", sync_prepare_called_off, sync_call_allow,
                 sync_finish);

CELL_CALLBACK void sync_prepare_past(struct campaign_kept *kept) {
  (void)sched_tick(2);
  wait_join(&condition_of(kept)->waiters, 1, "campaign");
}
CELL_CALLBACK void sync_call_here(struct campaign_kept *kept) {
  kept->word[1] = wait_here();
}
CAMPAIGN_SUBJECT(wait_ended, "wait_here", "the deadline has passed", sync_prepare_past, sync_call_here, sync_finish);

// ---- The same mutex on other processors ----

// What it guards is counted up by two transactions each time; and waits for nothing end.
enum { GUARDED, TAKEN, PATIENCE_NS = 20000 };

CELL_CALLBACK void sync_work(struct campaign_kept *kept, uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    if (mutex_take_until(mutex_of(kept), clock_now() + PATIENCE_NS) == OK) {
      uint64_t before = crowd_tally(GUARDED);
      if (round % 2 == 0) sched_give_way();
      crowd_put(GUARDED, before + 1);
      crowd_add(TAKEN, 1);
      if (mutex_give(mutex_of(kept)) != OK) crowd_wrong("a mutex was taken, and is not held");
    }
    if ((round + number) % 4 == 0) (void)wait_wake_one(&condition_of(kept)->waiters);
    if ((round + number) % 4 == 2) {
      wait_join(&condition_of(kept)->waiters, clock_now() + PATIENCE_NS / 4, "campaign");
      (void)!wait_here();
    }
  }
  crowd_leave();
}
CELL_CALLBACK void sync_end_crowd(struct campaign_kept *) {
  if (crowd_tally(GUARDED) != crowd_tally(TAKEN)) crowd_wrong("two held a mutex at once");
}
CELL_OPS(struct campaign_neighbours, sync_crowd) = {.work = sync_work, .end = sync_end_crowd};
