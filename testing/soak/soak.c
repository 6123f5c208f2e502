// SPDX-License-Identifier: Apache-2.0
// The run: starts all, looks at what holds while they work, ends them, and compares totals with those before.
#include "cells/fs/file.h"
#include "kernel/base/text.h"
#include "kernel/boot/boot.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/fault/fault.h"
#include "kernel/frames/frames.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/ranks.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/state/state.h"
#include "kernel/timer/timer.h"
#include "kernel/watchdog/watchdog.h"
#include "testing/soak/state.h"
#include "testing/swap/helper.h"
#include "testing/system/system_test.h"

enum { WARM = 1500, OPERATIONS = 5000, LOOKS = 20, LOOK_NS = 1000000, STILL_LOOKS = 60000, STILL_STEADY = 8 };
#define MINUTE_NS UINT64_C(60000000000)

CELL_STATE(struct soak, soak);

// ---- What the tasks call ----

bool soak_goes_on(void) {
  return __atomic_load_n(&soak.goes_on, __ATOMIC_ACQUIRE) != 0;
}

uint64_t soak_total(void) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < SOAK_FATAL; i++)
    total += __atomic_load_n(&soak.counts[i], __ATOMIC_RELAXED);
  return total;
}

void soak_begin(uint64_t seed) {
  soak.seed = seed;
  soak.goes_on = 1;
  soak.wrong = soak.turn = 0;
  soak.why[0] = 0;
  for (uint32_t i = 0; i < SOAK_COUNTS; i++)
    soak.counts[i] = 0;
  for (uint32_t i = 0; i < SOAK_STEADY; i++)
    soak.steady[i] = 0;
  soak.ping.bits = soak.pong.bits = soak.bits.bits = 0;
}

void soak_stop(void) {
  soak.goes_on = 0;
}

void soak_add(enum soak_count count, uint64_t by) {
  __atomic_fetch_add(&soak.counts[count], by, __ATOMIC_RELAXED);
}

void soak_advance(uint32_t steady) {
  soak.steady[steady]++;
}

void soak_wrong(const char *what) {
  if (soak.wrong == 0) text_copy(soak.why, sizeof soak.why, what);
  __atomic_store_n(&soak.wrong, soak.wrong + 1, __ATOMIC_RELEASE);
}

void soak_refused(const char *what, status_t status) {
  if (status == OK) return;
  char why[sizeof soak.why];
  text_format(why, sizeof why, "%s: %s", what, status_name(status));
  soak_wrong(why);
}

// ---- Start and end ----

static void tell_tasks(void) {
  static const char *const states[] = {"ready", "runs", "waits for", "ended"};
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK)
    console_print("[soak] task %lu '%s' on processor %u %s %s %s\n", info.number, info.name, info.cpu,
                  states[info.state], info.waits_for, info.request);
}

static void close_channels(void) {
  for (uint32_t i = 0; i < SOAK_ENDS; i++) {
    channel_close(soak.end[i]);
    soak.end[i] = NULL;
  }
}

static bool open_channels(void) {
  close_channels();
  return channel_make(soak_words(), "", 0, CHANNEL_BOTH, &soak.end[SOAK_CALLS]) == OK &&
         channel_make(soak_words(), "", 0, CHANNEL_BOTH, &soak.end[SOAK_ANSWERS]) == OK &&
         channel_make(stream_type(), "", 64, CHANNEL_BOTH, &soak.end[SOAK_STEADY_BYTES]) == OK &&
         channel_make(soak_words(), "", 3, CHANNEL_BOTH, &soak.end[SOAK_NUMBERS]) == OK &&
         channel_make(soak_gifts(), "", 2, CHANNEL_BOTH, &soak.end[SOAK_GIFTS]) == OK &&
         channel_make(stream_type(), "", 64, CHANNEL_BOTH, &soak.end[SOAK_WILD_BYTES]) == OK;
}

static bool start_all(void) {
  bool good = open_channels();
  for (uint32_t i = 0; i < SOAK_STEADY && good; i++)
    good = soak_start_steady(i) == OK;
  for (uint32_t i = 0; i < SOAK_WILD && good; i++)
    good = soak_start_wild(i) == OK;
  for (uint32_t i = 0; i < SOAK_HARM && good; i++)
    good = soak_start_harm(i) == OK;
  return good;
}

static void join_all(struct task **tasks, uint32_t count, const char *otherwise) {
  for (uint32_t i = 0; i < count; i++) {
    enum task_end end = TASK_RETURNED;
    if (tasks[i] != NULL && (sched_join(&tasks[i], &end, NULL) != OK || end != TASK_RETURNED)) soak_wrong(otherwise);
  }
}

// Each task of the soak's is over, or one of them waits for ever: then that is told.
static bool is_left(void) {
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK)
    if (text_starts(info.name, "soak ") && info.state != TASK_ENDED) return true;
  return false;
}

static bool all_ended(void) {
  for (uint32_t look = 0; is_left(); look++) {
    if (look == STILL_LOOKS) {
      soak_wrong("it is over, and somebody waits for ever");
      tell_tasks();
      return false;
    }
    (void)!clock_sleep(LOOK_NS);
  }
  return true;
}

// Those that kill and start others first.
static void end_all(void) {
  soak_stop();
  if (!all_ended()) return;
  join_all(soak.harm, SOAK_HARM, "who does harm did not return");
  join_all(soak.wild, SOAK_WILD, "a wild task did not return");
  join_all(soak.steady_task, SOAK_STEADY, "a steady task did not return");
  close_channels();
  char path[16];
  for (char name = 'a'; name < 'a' + SOAK_WILD; name++) {
    text_format(path, sizeof path, "/soak %c", name);
    (void)!file_remove(path);
    text_format(path, sizeof path, "/other %c", name);
    (void)!file_remove(path);
  }
  file_settle();
  (void)!clock_sleep(10 * LOOK_NS);  // children that begin again
  system_settle();
}

// ---- What holds ----

static void look_at_states(void) {
  struct state_verdict verdict;
  for (uint32_t cursor = 0; state_check_next(&cursor, &verdict) == OK;)
    if (!verdict.holds) soak_wrong(verdict.state);
}

static void look_at_reports(void) {
  struct lock_rank_report report;
  if (lock_rank_report(0, &report) == OK) soak_wrong("locks were entered in the wrong order: `locks` tells which");
  if (watchdog_found(WATCHDOG_NO_HOLDER) != 0) soak_wrong("the watchdog found a lost wake-up");
}

// Each steady one has done something since the last time, or may be late a few times.
static void look_at_steady(uint64_t last[SOAK_STEADY], uint32_t still[SOAK_STEADY]) {
  for (uint32_t i = 0; i < SOAK_STEADY; i++) {
    uint64_t now = __atomic_load_n(&soak.steady[i], __ATOMIC_RELAXED);
    still[i] = now == last[i] ? still[i] + 1 : 0;
    last[i] = now;
    if (still[i] == STILL_STEADY) soak_wrong("a steady task goes on no more: a wake was lost");
  }
}

// Until so many operations have been made, or nobody makes any.
static void wait_until(uint64_t operations) {
  uint64_t last = 0;
  for (uint32_t still = 0; soak_total() < operations && still < STILL_LOOKS && soak.wrong == 0;) {
    (void)!clock_sleep(LOOK_NS);
    still = soak_total() == last ? still + 1 : 0;
    last = soak_total();
    if (still == STILL_LOOKS) soak_wrong("nobody goes on");
  }
}

struct totals {
  struct frames_statistics frames;
  struct heap_statistics heap;
  struct ledger_statistics ledger;
  struct pages_statistics pages;
  struct file_statistics files;
  struct timer_statistics timers;
  uint64_t owned, tasks, faults, told;
};

// Nodes of cells and processors come with the first thing that they own, and stay; tasks are counted for themselves.
static uint64_t owned(void) {
  struct ledger_info info;
  uint64_t count = 0;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
    count += !info.is_node;
  return count;
}

static void take(struct totals *totals) {
  totals->owned = owned();
  frames_statistics(&totals->frames);
  heap_statistics(&totals->heap);
  ledger_statistics(&totals->ledger);
  pages_statistics(&totals->pages);
  file_statistics(&totals->files);
  timer_statistics(&totals->timers);
  totals->tasks = task_count();
  totals->faults = fault_count();
  totals->told = 0;
  for (uint32_t kind = WATCHDOG_NOTHING + 1; kind < WATCHDOG_KINDS; kind++)
    totals->told += watchdog_found((enum watchdog_kind)kind);
}

static bool compare(const struct totals *before, const struct totals *after, char *why, uint32_t size) {
  if (after->tasks != before->tasks) tell_tasks();
  SYSTEM_EXPECT(after->tasks == before->tasks);
  SYSTEM_EXPECT(after->heap.live == before->heap.live && after->heap.live_bytes == before->heap.live_bytes);
  SYSTEM_EXPECT(after->owned == before->owned);
  SYSTEM_EXPECT(after->ledger.quarantined == before->ledger.quarantined);
  SYSTEM_EXPECT(after->pages.spans == before->pages.spans);
  SYSTEM_EXPECT(after->files.nodes == before->files.nodes && after->files.cursors == before->files.cursors);
  SYSTEM_EXPECT(after->files.bytes == before->files.bytes);
  SYSTEM_EXPECT(after->timers.waiting == before->timers.waiting);
  // What the watchdog tells of is kept among the faults: a task that its host did not let run.
  uint64_t made = soak.counts[SOAK_STUMBLES] + soak.counts[SOAK_FATAL], came = after->faults - before->faults;
  SYSTEM_EXPECT(came >= made && came <= made + after->told - before->told);
  return true;
}

static void tell(const struct totals *before, const struct totals *after) {
  static const char *const names[] = {"messages",     "objects", "pieces of bytes", "events", "turns",
                                      "sections",     "timers",  "files",           "blocks", "tasks",
                                      "fatal faults", "faults",  "kills",           "swaps",  "swaps put off"};
  console_print("[soak] %lu operations, seed %lu:", soak_total(), soak.seed);
  for (uint32_t i = 0; i < SOAK_COUNTS; i++)
    console_print(" %lu %s%s", soak.counts[i], names[i], i + 1 < SOAK_COUNTS ? "," : "\n");
  console_print(
      "[soak] before and after: ledger %lu %lu, heap %lu %lu, tasks %lu %lu, frames free %lu %lu, of swaps %lu "
      "%lu, of tables %lu %lu; the watchdog told of %lu tasks\n",
      before->owned, after->owned, before->heap.live, after->heap.live, before->tasks, after->tasks,
      before->frames.free, after->frames.free, before->pages.region_frames, after->pages.region_frames,
      before->pages.table_frames, after->pages.table_frames, after->told - before->told);
}

// ---- The test ----

// Of "name=12" in the command line.
static uint64_t word_of(const char *name, uint64_t otherwise) {
  const char *text = boot_command_line();
  size_t length = text_length(name);
  for (; *text != 0; text++) {
    if (!text_starts(text, name) || text[length] != '=') continue;
    uint64_t value = 0;
    for (text += length + 1; *text >= '0' && *text <= '9'; text++)
      value = value * 10 + (uint64_t)(*text - '0');
    return value;
  }
  return otherwise;
}

static void look(uint64_t last[SOAK_STEADY], uint32_t still[SOAK_STEADY]) {
  look_at_states();
  look_at_reports();
  look_at_steady(last, still);
}

// With `until`, a moment, as long as that; else so many operations.
static void run(uint64_t seed, uint64_t operations, uint64_t until) {
  uint64_t last[SOAK_STEADY] = {0}, every = operations / LOOKS + 1, told = clock_now() + MINUTE_NS;
  uint32_t still[SOAK_STEADY] = {0};
  soak_begin(seed);
  if (!start_all()) soak_wrong("no memory to start");
  while (soak.wrong == 0) {
    wait_until(soak_total() + every);
    look(last, still);
    if (until == 0 ? soak_total() >= operations : clock_now() >= until) break;
    if (until != 0 && clock_now() < told) continue;
    told += MINUTE_NS;
    console_print("[soak] %lu operations, %lu kills, %lu faults, %lu swaps\n", soak_total(), soak.counts[SOAK_KILLS],
                  soak.counts[SOAK_STUMBLES] + soak.counts[SOAK_FATAL], soak.counts[SOAK_SWAPS]);
  }
  if (soak.wrong != 0) tell_tasks();
}

static bool all_come(void) {
  for (uint32_t i = 0; i < STILL_LOOKS && processors_online() < processors_count(); i++)
    (void)!clock_sleep(LOOK_NS);
  // Their watchers come with the watchdog's next round at the latest: so that they are counted before.
  for (uint32_t i = 0; processors_online() > 1 && i < processors_online(); i++)
    (void)!watchdog_station(i);
  return processors_online() == processors_count();
}

CELL_UNSAFE("nothing of the test is made again") CELL_CALLBACK bool soak_holds(char *why, uint32_t size) {
  struct totals *before = NEW(struct totals), *after = NEW(struct totals);
  struct swap_report *report = NEW(struct swap_report);
  struct lock_rank_report ranks;
  uint64_t seed = word_of("soak_seed", 1), minutes = word_of("soak_minutes", 0);
  SYSTEM_EXPECT(before != NULL && after != NULL && report != NULL && all_come());
  if (lock_rank_report(0, &ranks) == UNSUPPORTED)
    SYSTEM_EXPECT(helper_swap("//kernel/lock", "//kernel/lock:ranked", report) == OK);
  run(seed, WARM, 0);  // tables, slabs and nodes that stay
  if (soak.wrong == 0) end_all();
  take(before);
  if (soak.wrong == 0) {
    run(seed, word_of("soak_operations", OPERATIONS), minutes == 0 ? 0 : clock_now() + minutes * MINUTE_NS);
    // What is wrong may keep somebody from ending: then they are left as they are.
    if (soak.wrong == 0) end_all();
    take(after);
    tell(before, after);
  }
  look_at_states();
  look_at_reports();
  if (soak.wrong != 0) {
    text_copy(why, size, soak.why);
    return false;
  }
  bool good = compare(before, after, why, size);
  heap_delete(report);
  heap_delete(before);
  heap_delete(after);
  return good;
}
CELL_OPS(struct system_test, soak_test) = {.name = "everything at once, with kills, faults and swaps, loses nothing",
                                           .run = soak_holds};
