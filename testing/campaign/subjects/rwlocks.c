// SPDX-License-Identifier: Apache-2.0
// Subjects of reader-writer locks. Word 0 is a task, 1 a status; the locks are state, since a hold lies on no stack.
#include "kernel/sched/sched.h"
#include "kernel/sync/rwlock.h"
#include "testing/campaign/subject.h"

struct rwlocks {
  struct rwlock table;
  struct rwlock_hold mine, others;
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
