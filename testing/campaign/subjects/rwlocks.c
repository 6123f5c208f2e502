// SPDX-License-Identifier: Apache-2.0
// Subjects of reader-writer locks. Word 0 is a task, 1 a status; the locks are state, since a hold lies on no stack.
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/rwlock.h"
#include "testing/campaign/subjects/crowd.h"

enum { CROWD = 4 };

struct rwlocks {
  struct rwlock table;
  struct rwlock_hold mine, others;
  struct rwlock_hold crowd[CROWD];  // of those on other processors
};
CELL_STATE(struct rwlocks, rwlocks);

static struct task **task_of(struct campaign_kept *kept) {
  return (struct task **)&kept->word[0];
}

CELL_CALLBACK void rwlocks_want(void *) {
  if (rwlock_take(&rwlocks.table, &rwlocks.others, RWLOCK_WRITE, 0) == OK) (void)!rwlock_give(&rwlocks.others);
}
CELL_CALLBACK void rwlocks_prepare_held(struct campaign_kept *) {
  (void)!rwlock_take(&rwlocks.table, &rwlocks.mine, RWLOCK_READ, 0);
}
CELL_CALLBACK void rwlocks_prepare_wanted(struct campaign_kept *kept) {
  rwlocks_prepare_held(kept);
  (void)!sched_spawn("subject", rwlocks_want, kept, task_of(kept));
  while ((*task_of(kept))->state != TASK_WAITING)
    sched_give_way();
}
CELL_CALLBACK void rwlocks_finish(struct campaign_kept *kept) {
  sched_wait_leave(task_current());
  rwlock_drop(&rwlocks.mine);
  if (*task_of(kept) == NULL) return;
  (void)!sched_kill((*task_of(kept))->number);
  (void)!sched_join(task_of(kept), NULL, NULL);
}

CELL_CALLBACK void rwlocks_call_take(struct campaign_kept *kept) {
  kept->word[1] = rwlock_take(&rwlocks.table, &rwlocks.mine, RWLOCK_READ, 0);
}
CAMPAIGN_SUBJECT(rwlock_taken, "rwlock_take", "a free one", NULL, rwlocks_call_take, rwlocks_finish);

CELL_CALLBACK void rwlocks_call_ask(struct campaign_kept *kept) {
  kept->word[1] = rwlock_ask(&rwlocks.table, &rwlocks.mine, RWLOCK_WRITE, 0);
}
CAMPAIGN_SUBJECT(rwlock_asked, "rwlock_ask", "a free one", NULL, rwlocks_call_ask, rwlocks_finish);

CELL_CALLBACK void rwlocks_call_try(struct campaign_kept *kept) {
  kept->word[1] = rwlock_try(&rwlocks.table, &rwlocks.mine, RWLOCK_READ);
}
CAMPAIGN_SUBJECT(rwlock_tried, "rwlock_try", "a free one", NULL, rwlocks_call_try, rwlocks_finish);

CELL_CALLBACK void rwlocks_call_give(struct campaign_kept *kept) {
  kept->word[1] = rwlock_give(&rwlocks.mine);
}
CAMPAIGN_SUBJECT(rwlock_given, "rwlock_give", "to nobody", rwlocks_prepare_held, rwlocks_call_give, rwlocks_finish);
CAMPAIGN_SUBJECT(rwlock_handed_on, "rwlock_give", "to who waits", rwlocks_prepare_wanted, rwlocks_call_give,
                 rwlocks_finish);

CELL_CALLBACK void rwlocks_call_drop(struct campaign_kept *) {
  rwlock_drop(&rwlocks.mine);
}
CAMPAIGN_SUBJECT(rwlock_dropped, "rwlock_drop", "to who waits", rwlocks_prepare_wanted, rwlocks_call_drop,
                 rwlocks_finish);

CELL_CALLBACK void rwlocks_call_withdraw(struct campaign_kept *kept) {
  kept->word[1] = rwlock_withdraw(&rwlocks.mine, TIMED_OUT);
}
CAMPAIGN_SUBJECT(rwlock_withdrawn, "rwlock_withdraw", "one that holds", rwlocks_prepare_held, rwlocks_call_withdraw,
                 rwlocks_finish);

// ---- The same lock on other processors ----

// What writers count up by two transactions, readers find still.
enum { GUARDED, WRITTEN, PATIENCE_NS = 20000 };

static void use(struct rwlock_hold *hold, enum rwlock_way way) {
  if (rwlock_take(&rwlocks.table, hold, way, clock_now() + PATIENCE_NS) != OK) return;
  uint64_t before = crowd_tally(GUARDED);
  sched_give_way();
  if (crowd_tally(GUARDED) != before) crowd_wrong("somebody writes what is read or written");
  if (way == RWLOCK_WRITE) {
    crowd_put(GUARDED, before + 1);
    crowd_add(WRITTEN, 1);
  }
  if (rwlock_give(hold) != OK) crowd_wrong("a lock was taken, and is not held");
}

CELL_CALLBACK void rwlocks_work(struct campaign_kept *, uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round) && number <= CROWD; round++)
    use(&rwlocks.crowd[number - 1], (round + number) % 3 == 0 ? RWLOCK_WRITE : RWLOCK_READ);
  crowd_leave();
}
CELL_CALLBACK void rwlocks_end_crowd(struct campaign_kept *) {
  if (crowd_tally(GUARDED) != crowd_tally(WRITTEN)) crowd_wrong("two wrote at once");
}
CELL_OPS(struct campaign_neighbours, rwlocks_crowd) = {.work = rwlocks_work, .end = rwlocks_end_crowd};
