// SPDX-License-Identifier: Apache-2.0
// victim: a task that makes a subject's call, and is killed meanwhile by an interrupt; and what is left of it.
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "kernel/state/state.h"
#include "testing/campaign/subject.h"

CELL_STATE(struct campaign_victim, campaign_victim);

// Whatever a subject starts has that name.
static bool is_helper(const struct task_info *info) {
  return info->name[0] == 's' && info->name[1] == 'u' && info->name[2] == 'b';
}

CELL_CALLBACK bool campaign_kill(void) {
  return sched_kill(campaign_victim.number) == OK;
}

CELL_UNSAFE("a flag that is set once: the call that follows has begun")
CELL_CALLBACK void campaign_victim_main(void *argument) {
  struct campaign_kept *kept = argument;
  if (campaign_victim.prepare != NULL) campaign_victim.prepare(kept);
  campaign_victim.calling = true;
  if (campaign_victim.call != NULL) campaign_victim.call(kept);
}

static void wait_for_undertaker(void) {
  do
    sched_give_way();
  while (sched_ready() > 0);
}

static void end_helpers(void) {
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK)
    if (is_helper(&info)) (void)!sched_kill(info.number);
  wait_for_undertaker();
}

static void take_totals(struct campaign_remains *remains) {
  struct frames_statistics frames;
  struct heap_statistics heap;
  struct ledger_statistics ledger;
  struct state_verdict verdict;
  frames_statistics(&frames);
  heap_statistics(&heap);
  ledger_statistics(&ledger);
  *remains = (struct campaign_remains){.frames_free = frames.free,
                                       .heap_live = heap.live,
                                       .heap_bytes = heap.live_bytes,
                                       .ledger_entries = ledger.entries,
                                       .quarantined = ledger.quarantined,
                                       .tasks = task_count()};
  for (uint32_t cursor = 0; state_check_next(&cursor, &verdict) == OK;)
    remains->broken_states += !verdict.holds;
}

CELL_CALLBACK void campaign_victim_run(struct campaign_kept *kept) {
  struct task *task = NULL;
  enum task_end end = TASK_RETURNED;
  (void)ledger_cell("//testing/campaign");  // to which subjects give; made at its first use
  campaign_victim.started = sched_spawn("victim", campaign_victim_main, kept, &task) == OK;
  if (!campaign_victim.started) return;
  campaign_victim.number = task->number;
  (void)!sched_join(&task, &end, NULL);
  campaign_victim.was_killed = end == TASK_WAS_KILLED;
  end_helpers();
  take_totals(&campaign_victim.remains);
}

CELL_OPS(struct campaign_runner, campaign_victim_runner) = {.run = campaign_victim_run};

CELL_CALLBACK status_t campaign_victim_init(void) {
  return interrupt_route(CAMPAIGN_LINE, "campaign", campaign_kill);
}

CELL_OPS(struct cell_lifecycle, campaign_victim_lifecycle) = {.init = campaign_victim_init};
