// SPDX-License-Identifier: Apache-2.0
// Who kills, who exchanges cells and policies under traffic, and calls that fault.
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "kernel/sched/sched.h"
#include "testing/soak/state.h"
#include "testing/swap/helper.h"

enum { EVERY = 23, BETWEEN_KILLS = 40, BETWEEN_SWAPS = 150, LOOK_NS = 20000, REST_NS = 200000000 };

// Faults come from here alone: every so many-th call, and what is made again counts as one more.
bool soak_stumbles(void) {
  bool does = __atomic_fetch_add(&soak.attempts, 1, __ATOMIC_RELAXED) % EVERY == EVERY - 1;
  if (does) __atomic_fetch_add(&soak.counts[SOAK_STUMBLES], 1, __ATOMIC_RELAXED);
  return does;
}

void soak_stumble(void) {
  lock_enter(&soak.lock);
  soak.pair[0]++;
  if (soak_stumbles()) *(volatile uint64_t *)16;
  soak.pair[1]++;
  lock_leave(&soak.lock);
  if (soak.pair[0] != soak.pair[1]) soak_wrong("a call that faulted was not taken back");
}

// Until so many operations more have been made; false: it is over.
static bool wait_for(uint64_t operations) {
  for (uint64_t until = soak_total() + operations; soak_goes_on() && soak_total() < until;)
    (void)!clock_sleep(LOOK_NS);
  return soak_goes_on();
}

static uint64_t next_number(uint64_t *state) {
  uint64_t x = *state;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  *state = x;
  return x * UINT64_C(0x2545f4914f6cdd1d) >> 20;
}

static void kill_some(void) {
  uint64_t random = (soak.seed + 1) * UINT64_C(0xd1342543de82ef95);
  while (wait_for(next_number(&random) % BETWEEN_KILLS)) {
    uint32_t which = (uint32_t)(next_number(&random) % SOAK_WILD);
    enum task_end end = TASK_EXITED;
    (void)!sched_kill(soak.wild[which]->number);
    if (sched_join(&soak.wild[which], &end, NULL) != OK || (end != TASK_WAS_KILLED && end != TASK_RETURNED))
      soak_wrong("a wild task ended otherwise");
    if (end == TASK_WAS_KILLED) soak_add(SOAK_KILLS, 1);
    if (soak_start_wild(which) != OK) return soak_wrong("no memory for another wild task");
  }
}

struct exchange {
  char old[40], spare[40];
};

void soak_exchanged(void) {
  soak.exchanges++;
}

static bool exchange(const struct exchange *pair, struct swap_report *report) {
  status_t status = helper_swap(pair->old, pair->spare, report);
  if (status == OK) soak_add(SOAK_SWAPS, 1);
  // A processor that its host did not let come in time is no defect.
  if (status == BUSY || status == TIMED_OUT) soak_add(SOAK_REFUSED, 1);
  if (status == OK || status == BUSY || status == TIMED_OUT) return status == OK;
  soak_wrong(report->text);
  return false;
}

// Round and round: policies, and what the tasks are in. The system stays as the last one left it.
static void exchange_all(void) {
  static const struct exchange pairs[] = {
      {"round_robin", "fair"},
      {"//kernel/channel", "other_channel"},
      {"//kernel/event", "other_event"},
      {"fair", "priority"},
      {"//kernel/sync", "other_sync"},
      {"//kernel/timer", "other_timer"},
      {"//kernel/channel", "//kernel/channel"},
      {"priority", "round_robin"},
      {"//cells/fs/memory", "other_files"},
      {"//kernel/event", "//kernel/event"},
      {"//kernel/sync", "//kernel/sync"},
      {"//kernel/timer", "//kernel/timer"},
      {"//cells/fs/memory", "//cells/fs/memory"},
  };
  struct swap_report *report = NEW(struct swap_report);
  // A replaced version is kept, so there is an end to how often this can be done.
  while (report != NULL && wait_for(BETWEEN_SWAPS)) {
    if (exchange(&pairs[soak.exchanges % (sizeof pairs / sizeof pairs[0])], report)) soak_exchanged();
    (void)!clock_sleep(REST_NS);
  }
  heap_delete(report);
}

CELL_CALLBACK void soak_harm(void *argument) {
  if ((uint64_t)argument == 0)
    kill_some();
  else
    exchange_all();
}

status_t soak_start_harm(uint32_t number) {
  return sched_spawn("soak harm", soak_harm, (void *)(uint64_t)number, &soak.harm[number]);
}
