// SPDX-License-Identifier: Apache-2.0
// A call with two locks while others take them in the other order: what is left to do behind a conflict is at its points.
#include "testing/campaign/subjects/conflicts.h"

#include "kernel/arch/arch.h"
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"
#include "testing/campaign/subjects/crowd.h"

// `debit` and `credit` are under a lock each; there is never more in one than is missing in the other.
struct campaign_conflicts {
  struct lock one, other;
  int64_t debit, credit;
  uint64_t moved;
};
CELL_STATE(struct campaign_conflicts, campaign_conflicts);

enum { MOVES };

TRUSTED_LOCK static void enter_both(bool backward, bool pauses) {
  lock_enter(backward ? &campaign_conflicts.other : &campaign_conflicts.one);
  if (pauses) arch_pause();
  lock_enter(backward ? &campaign_conflicts.one : &campaign_conflicts.other);
}
TRUSTED_LOCK static void leave_both(bool backward) {
  lock_leave(backward ? &campaign_conflicts.one : &campaign_conflicts.other);
  lock_leave(backward ? &campaign_conflicts.other : &campaign_conflicts.one);
}

static void move(bool backward, bool pauses) {
  enter_both(backward, pauses);
  campaign_conflicts.debit -= 1;
  campaign_conflicts.credit += 1;
  campaign_conflicts.moved++;
  leave_both(backward);
}

CELL_CALLBACK void campaign_conflicts_after(uint64_t backward, uint64_t pauses, uint64_t) {
  move(backward != 0, pauses != 0);
}

void campaign_conflicts_move(bool backward, bool pauses) {
  move(backward, pauses);
  for (uint32_t i = 1; i < CAMPAIGN_CONFLICTS_MOVES; i++)
    AFTER(campaign_conflicts_after, backward, pauses, 0);
}

CELL_CALLBACK void campaign_call_conflicts(struct campaign_kept *) {
  campaign_conflicts_move(false, true);
}
CAMPAIGN_SUBJECT(campaign_conflicts_met, "campaign_conflicts_move", "two locks, others backward", NULL,
                 campaign_call_conflicts, NULL);

// ---- The same on other processors ----

// A conflict takes thousands of turns, so one of them is in its way.
CELL_CALLBACK void campaign_conflicts_work(struct campaign_kept *, uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; number == 1 && crowd_goes_on(round); round++) {
    campaign_conflicts_move(true, true);
    crowd_add(MOVES, CAMPAIGN_CONFLICTS_MOVES);
  }
  crowd_leave();
}

// The subject's call moves as often as it says, or not at all where it is killed or not made.
CELL_CALLBACK void campaign_conflicts_end(struct campaign_kept *) {
  uint64_t own = campaign_conflicts.moved - crowd_tally(MOVES);
  if (campaign_conflicts.debit + campaign_conflicts.credit != 0)
    crowd_wrong("what one has is not what the other lacks");
  if (campaign_conflicts.credit != (int64_t)campaign_conflicts.moved) crowd_wrong("something was moved by half");
  if (own != 0 && own != CAMPAIGN_CONFLICTS_MOVES) crowd_wrong("a move was lost, or made twice");
  campaign_conflicts.debit = campaign_conflicts.credit = 0;
  campaign_conflicts.moved = 0;
}
CELL_OPS(struct campaign_neighbours, campaign_conflicts_crowd) = {.work = campaign_conflicts_work,
                                                                  .end = campaign_conflicts_end};
