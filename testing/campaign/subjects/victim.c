// SPDX-License-Identifier: Apache-2.0
// victim: a task that makes a subject's call, and is killed meanwhile by an interrupt, or its call faults; and what is left of it, and of
// those that worked on the other processors.
#include "testing/campaign/subjects/victim.h"
#include "kernel/clock/clock.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "kernel/state/state.h"
#include "platforms/host_sim/caller/caller.h"
#include "testing/campaign/subjects/crowd.h"

enum { WAIT_NS = 1000 };

CELL_STATE(struct campaign_victim, campaign_victim);

// Whatever a subject starts has that name.
static bool is_helper(const struct task_info *info) {
  return info->name[0] == 's' && info->name[1] == 'u' && info->name[2] == 'b';
}

CELL_CALLBACK bool campaign_kill(void) {
  return sched_kill(campaign_victim.number) == OK;
}

static void wait_until(const bool *flag) {
  while (!__atomic_load_n(flag, __ATOMIC_ACQUIRE))
    (void)!clock_sleep(WAIT_NS);  // not in anybody's way
}

void campaign_make_call(struct campaign_kept *kept) {
  host_sim_step_from_here();
  campaign_victim.call(kept);
}

CELL_UNSAFE("flags that are set once: what comes before has happened")
CELL_CALLBACK void campaign_victim_main(void *argument) {
  struct campaign_kept *kept = argument;
  if (campaign_victim.prepare != NULL) campaign_victim.prepare(kept);
  __atomic_store_n(&campaign_victim.prepared, true, __ATOMIC_RELEASE);
  wait_until(&campaign_victim.goes);
  if (campaign_victim.cpus > 1) crowd_go();
  campaign_victim.calling = true;
  if (campaign_victim.call != NULL) campaign_make_call(kept);
  if (campaign_victim.finish != NULL) campaign_victim.finish(kept);
  campaign_victim.called = true;
}

static bool is_busy(const struct task_info *info) {
  if (info->state == TASK_ENDED) return info->stack_pages != 0;  // not buried yet
  return info->state != TASK_WAITING && info->number != task_current()->number;
}

// Until all others wait, or are over and buried.
static void settle(void) {
  for (bool busy = true; busy;) {
    struct task_info info = {0};
    busy = false;
    while (!busy && task_next(info.number, &info) == OK)
      busy = is_busy(&info);
    if (busy) sched_give_way();
  }
}

static void end_helpers(void) {
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK)
    if (is_helper(&info)) (void)!sched_kill(info.number);
  settle();
}

// Nodes of cells and processors come with the first thing that they own, and stay; tasks are counted for themselves.
static uint64_t owned(void) {
  struct ledger_info info;
  uint64_t count = 0;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
    count += !info.is_node;
  return count;
}

static void take_totals(struct campaign_remains *remains) {
  task_trim();  // stacks that are kept for the next tasks
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
                                       .ledger_entries = owned(),
                                       .quarantined = ledger.quarantined,
                                       .tasks = task_count()};
  for (uint32_t cursor = 0; state_check_next(&cursor, &verdict) == OK;)
    remains->broken_states += !verdict.holds;
}

CELL_CALLBACK void campaign_victim_run(struct campaign_kept *kept) {
  struct task *task = NULL;
  enum task_end end = TASK_RETURNED;
  struct task_options options = {.name = "victim", .cpus = 1};
  bool is_alone = campaign_victim.cpus < 2;
  (void)ledger_cell("//testing/campaign");  // to which subjects give; made at its first use
  campaign_victim.goes = is_alone;
  campaign_victim.started = sched_spawn_with(&options, campaign_victim_main, kept, &task) == OK;
  if (!campaign_victim.started) return;
  campaign_victim.number = task->number;
  if (!is_alone) {
    wait_until(&campaign_victim.prepared);
    campaign_victim.started = crowd_start(kept, campaign_victim.neighbours, campaign_victim.cpus) == OK;
    __atomic_store_n(&campaign_victim.goes, true, __ATOMIC_RELEASE);
  }
  (void)!sched_join(&task, &end, NULL);
  campaign_victim.was_killed = end == TASK_WAS_KILLED;
  if (!is_alone)
    campaign_victim.wrong =
        crowd_end(kept, campaign_victim.neighbours, campaign_victim.why, sizeof campaign_victim.why);
  end_helpers();
  take_totals(&campaign_victim.remains);
}

CELL_OPS(struct campaign_runner, campaign_victim_runner) = {.run = campaign_victim_run};

CELL_CALLBACK status_t campaign_victim_init(void) {
  return interrupt_route(CAMPAIGN_LINE, "campaign", campaign_kill);
}

CELL_OPS(struct cell_lifecycle, campaign_victim_lifecycle) = {.init = campaign_victim_init};
