// SPDX-License-Identifier: Apache-2.0
// Calls of kernel/timer, and of what it and the scheduler have the processor's timer come by.
#include "kernel/clock/clock.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "kernel/timer/timer.h"
#include "testing/campaign/subjects/crowd.h"

static struct timer **timer_of(struct campaign_kept *kept) {
  return (struct timer **)&kept->word[0];
}
static struct timer **second_of(struct campaign_kept *kept) {
  return (struct timer **)&kept->word[2];
}

CELL_CALLBACK void timers_nothing(uint64_t) {}

CELL_CALLBACK void timers_call_start(struct campaign_kept *kept) {
  kept->word[1] = timer_start(UINT64_MAX - 1, timers_nothing, 7, timer_of(kept));
}
CELL_CALLBACK void timers_prepare(struct campaign_kept *kept) {
  timers_call_start(kept);
  (void)!timer_start(UINT64_MAX - 2, timers_nothing, 7, second_of(kept));
}
CELL_CALLBACK void timers_finish(struct campaign_kept *kept) {
  (void)timer_stop(*timer_of(kept));
  (void)timer_stop(*second_of(kept));
}
CAMPAIGN_SUBJECT(timer_started, "timer_start", "the first", NULL, timers_call_start, timers_finish);

CELL_CALLBACK void timers_call_move(struct campaign_kept *kept) {
  timer_move(*timer_of(kept), 1);
}
CAMPAIGN_SUBJECT(timer_moved, "timer_move", "from behind another one to the front", timers_prepare, timers_call_move,
                 timers_finish);

CELL_CALLBACK void timers_call_repeat(struct campaign_kept *kept) {
  timer_repeat(*timer_of(kept), 1000);
}
CAMPAIGN_SUBJECT(timer_repeated, "timer_repeat", "of two that never come", timers_prepare, timers_call_repeat,
                 timers_finish);

CELL_CALLBACK void timers_call_stop(struct campaign_kept *kept) {
  kept->word[3] = timer_stop(*timer_of(kept));
}
CELL_CALLBACK void timers_finish_stop(struct campaign_kept *kept) {
  (void)timer_stop(*second_of(kept));
}
CAMPAIGN_SUBJECT(timer_stopped, "timer_stop", "one of two", timers_prepare, timers_call_stop, timers_finish_stop);

CELL_CALLBACK void timers_call_give(struct campaign_kept *kept) {
  kept->word[3] = timer_give(*timer_of(kept), ledger_self());
}
CAMPAIGN_SUBJECT(timer_given, "timer_give", "to its owner", timers_prepare, timers_call_give, timers_finish);

// Nothing takes these back; the world that the next subject begins in is as it was.
CELL_CALLBACK void timers_call_alarm(struct campaign_kept *) {
  interrupt_alarm(UINT64_MAX);
}
CAMPAIGN_SUBJECT(interrupt_alarmed, "interrupt_alarm", "not at all", NULL, timers_call_alarm, NULL);
CELL_CALLBACK void timers_call_look(struct campaign_kept *) {
  clock_on_alarm(timers_nothing);
}
CAMPAIGN_SUBJECT(clock_was_heard, "clock_on_alarm", "another one looks", NULL, timers_call_look, NULL);

// ---- Timers on other processors ----

// Of each timer that is started there the function is called once, or its stop says that it was not over.
enum { STARTED, CALLED, STOPPED, NEAR_NS = 1500 };

CELL_CALLBACK void timers_count(uint64_t) {
  crowd_add(CALLED, 1);
}
CELL_CALLBACK void timers_work(struct campaign_kept *, uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    struct timer *timer, *far;
    if (timer_start(clock_now() + (round * 7 + number) % 4 * NEAR_NS, timers_count, number, &timer) != OK) continue;
    crowd_add(STARTED, 1);
    if (timer_start(UINT64_MAX, timers_nothing, number, &far) == OK) {
      timer_move(far, clock_now() + NEAR_NS);
      sched_give_way();
      (void)timer_stop(far);
    }
    if (timer_stop(timer)) crowd_add(STOPPED, 1);
  }
  crowd_leave();
}
CELL_CALLBACK void timers_end_crowd(struct campaign_kept *) {
  if (crowd_tally(CALLED) + crowd_tally(STOPPED) != crowd_tally(STARTED))
    crowd_wrong("a timer was not called, or twice");
  if (!timer_check()) crowd_wrong("what waits on a processor is not linked");
}
CELL_OPS(struct campaign_neighbours, timers_crowd) = {.work = timers_work, .end = timers_end_crowd};
