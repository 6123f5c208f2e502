// SPDX-License-Identifier: Apache-2.0
// Recovery in the real system: however often the crasher faults, each of its changes is made once or not at all, and what a task
// that is given up owned comes back.
#include "cells/demo/crasher/crasher.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { CHANGES = 3 };

// Everything that must be as it was.
struct totals {
  uint64_t heap, heap_bytes, frames, entries;
};

struct outcome {
  enum task_end end;
  uint64_t faults, changes, notes, tokens;
  bool holds;
};

CELL_CALLBACK void crasher_test_task(void *) {
  struct crasher_work work = {.most = CHANGES};
  (void)crasher_work(&work);
}

// The undertaker works by itself, but it may be at it yet.
static bool is_dying(void) {
  struct ledger_info info;
  uint32_t cursor = 0;
  status_t status;
  while ((status = ledger_next(&cursor, &info)) == OK)
    if (info.dying) return true;
  return status != NOT_FOUND;
}
static void settle(void) {
  do
    system_settle();
  while (is_dying());
}

static void total(struct totals *totals) {
  struct heap_statistics heap;
  struct frames_statistics frames;
  struct ledger_statistics ledger;
  settle();
  heap_statistics(&heap);
  frames_statistics(&frames);
  ledger_statistics(&ledger);
  *totals = (struct totals){
      .heap = heap.live, .heap_bytes = heap.live_bytes, .frames = frames.free, .entries = ledger.entries};
}

static bool crash(enum crasher_way way, uint32_t faults, struct outcome *outcome) {
  struct crasher_view before, after;
  struct task *task;
  uint64_t count = fault_count();
  crasher_look(&before);
  crasher_arm(way, faults);
  if (sched_spawn("crash", crasher_test_task, NULL, &task) != OK) return false;
  status_t status = sched_join(&task, &outcome->end, NULL);
  crasher_arm(way, 0);
  settle();
  crasher_look(&after);
  outcome->faults = fault_count() - count;
  outcome->changes = after.changes - before.changes;
  outcome->notes = after.notes - before.notes;
  outcome->tokens = after.tokens - before.tokens;
  outcome->holds = after.holds && heap_check() && ledger_check();
  return status == OK;
}

// The newest fault but `back`.
static enum fault_rung rung(uint64_t back) {
  struct fault_record record;
  return fault_record(back, &record) == OK ? record.rung : FAULT_RUNGS;
}

static bool is_same(const struct totals *a, const struct totals *b, char *why, uint32_t size) {
  if (a->heap == b->heap && a->heap_bytes == b->heap_bytes && a->frames == b->frames && a->entries == b->entries)
    return true;
  text_format(why, size, "objects %lu, then %lu; bytes %lu, %lu; frames %lu, %lu; entries %lu, %lu", a->heap, b->heap,
              a->heap_bytes, b->heap_bytes, a->frames, b->frames, a->entries, b->entries);
  return false;
}

// There is nothing to make again for a task that is being killed.
static bool is_killed(uint32_t way) {
  return way == CRASHER_KILLED;
}
static bool is_after(uint32_t way) {
  return way == CRASHER_AFTER;
}
static bool is_outside(uint32_t way) {
  return way == CRASHER_STEPS || way == CRASHER_STACK || way == CRASHER_NESTED || way == CRASHER_INTERRUPT ||
         way == CRASHER_RELEASE;
}

// The first try fails, the second does not.
static bool recovers(uint32_t way, uint32_t faults, char *why, uint32_t size) {
  struct totals before, after;
  struct outcome outcome;
  SYSTEM_EXPECT(crash((enum crasher_way)way, 0, &outcome));  // what stays is there
  total(&before);
  SYSTEM_EXPECT(crash((enum crasher_way)way, faults, &outcome));
  SYSTEM_EXPECT(outcome.end == TASK_RETURNED);
  SYSTEM_EXPECT(outcome.faults >= faults);
  SYSTEM_EXPECT(outcome.changes == CHANGES && outcome.notes + (is_after(way) && faults > 1) == CHANGES);
  SYSTEM_EXPECT(outcome.tokens == 0 && outcome.holds);
  total(&after);
  return is_same(&before, &after, why, size);
}

static bool recovers_from_all(uint32_t faults, char *why, uint32_t size) {
  for (uint32_t way = 0; way < CRASHER_WAYS; way++) {
    if (is_killed(way) || (is_outside(way) && faults > 1)) continue;  // there is one call around it only
    if (recovers(way, faults, why, size)) continue;
    char reason[80];
    text_copy(reason, sizeof reason, why);
    text_format(why, size, "%s: %s", crasher_way_name(way), reason);
    return false;
  }
  return true;
}

CELL_CALLBACK bool crasher_once(char *why, uint32_t size) {
  return recovers_from_all(1, why, size);
}
CELL_OPS(struct system_test, crasher_once_test) = {.name = "what faults once is undone and made again",
                                                   .run = crasher_once};

CELL_CALLBACK bool crasher_twice(char *why, uint32_t size) {
  return recovers_from_all(2, why, size);
}
CELL_OPS(struct system_test, crasher_twice_test) = {.name = "what faults twice is made again by the call around it",
                                                    .run = crasher_twice};

CELL_CALLBACK bool crasher_rungs(char *why, uint32_t size) {
  struct outcome outcome;
  SYSTEM_EXPECT(crash(CRASHER_NULL, 2, &outcome));
  SYSTEM_EXPECT(outcome.faults == 2 && rung(1) == FAULT_CALL && rung(0) == FAULT_REQUEST);
  SYSTEM_EXPECT(crash(CRASHER_STEPS, 1, &outcome));
  SYSTEM_EXPECT(outcome.faults == 1 && rung(0) == FAULT_REQUEST);
  SYSTEM_EXPECT(crash(CRASHER_AFTER, 1, &outcome));
  SYSTEM_EXPECT(outcome.faults == 1 && rung(0) == FAULT_AFTER);
  SYSTEM_EXPECT(crash(CRASHER_NULL, CRASHER_ALWAYS, &outcome));
  SYSTEM_EXPECT(outcome.faults == 3 && rung(2) == FAULT_CALL && rung(1) == FAULT_REQUEST && rung(0) == FAULT_TASK);
  return true;
}
CELL_OPS(struct system_test, crasher_rungs_test) = {.name = "the rungs are tried outward, each once",
                                                    .run = crasher_rungs};

// Nothing has happened, and nothing is left of the task.
static bool is_given_up(uint32_t way, char *why, uint32_t size) {
  struct totals before, after;
  struct outcome outcome;
  SYSTEM_EXPECT(crash((enum crasher_way)way, 0, &outcome));
  total(&before);
  SYSTEM_EXPECT(crash((enum crasher_way)way, CRASHER_ALWAYS, &outcome));
  SYSTEM_EXPECT(outcome.holds);
  if (is_after(way)) {  // each is given up by itself, the call has done what it was to do
    SYSTEM_EXPECT(outcome.end == TASK_RETURNED && outcome.changes == CHANGES && outcome.notes == 0);
  } else {
    SYSTEM_EXPECT(outcome.end == (is_killed(way) ? TASK_WAS_KILLED : TASK_FAULTED) && rung(0) == FAULT_TASK);
    SYSTEM_EXPECT(!is_killed(way) || outcome.faults == 1);
    SYSTEM_EXPECT(outcome.changes <= (is_outside(way) ? CHANGES : 0) && outcome.notes == outcome.changes);
  }
  SYSTEM_EXPECT(outcome.tokens == 0);
  total(&after);
  return is_same(&before, &after, why, size);
}

CELL_CALLBACK bool crasher_always(char *why, uint32_t size) {
  for (uint32_t way = 0; way < CRASHER_WAYS; way++) {
    if (way == CRASHER_RELEASE || is_given_up(way, why, size)) continue;
    char reason[80];
    text_copy(reason, sizeof reason, why);
    text_format(why, size, "%s: %s", crasher_way_name(way), reason);
    return false;
  }
  return true;
}
CELL_OPS(struct system_test, crasher_always_test) = {
    .name = "a task that faults each time is ended and everything it owned returns", .run = crasher_always};

// What cannot be released is quarantined: counted, and never tried again.
CELL_CALLBACK bool crasher_release(char *why, uint32_t size) {
  struct outcome outcome;
  struct ledger_statistics before, after;
  settle();
  ledger_statistics(&before);
  SYSTEM_EXPECT(crash(CRASHER_RELEASE, CRASHER_ALWAYS, &outcome));
  SYSTEM_EXPECT(outcome.end == TASK_FAULTED && outcome.holds);
  ledger_statistics(&after);
  SYSTEM_EXPECT(outcome.tokens > 0 && after.quarantined - before.quarantined == outcome.tokens);
  return true;
}
CELL_OPS(struct system_test, crasher_release_test) = {.name = "what faults each time it is released is put aside",
                                                      .run = crasher_release};

// The processor has taken that interrupt; without its end there would be no other.
CELL_CALLBACK bool crasher_interrupt(char *why, uint32_t size) {
  struct outcome outcome;
  SYSTEM_EXPECT(crash(CRASHER_INTERRUPT, 1, &outcome));
  SYSTEM_EXPECT(outcome.end == TASK_RETURNED && outcome.holds && rung(0) == FAULT_REQUEST);
  SYSTEM_EXPECT(clock_sleep(20'000'000) == OK);  // five ticks
  return true;
}
CELL_OPS(struct system_test, crasher_interrupt_test) = {
    .name = "interrupts come on after one that found no stack to come on", .run = crasher_interrupt};
