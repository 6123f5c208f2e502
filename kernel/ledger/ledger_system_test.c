// SPDX-License-Identifier: Apache-2.0
// ledger_system_test: in the running system, what a task owned goes back when it ends, however it ends.
#include "kernel/clock/clock.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/task/task.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 20, WARM = 4 };

// One object of each kind that a task can own, and how it ends with all of them.
struct ledger_victim {
  struct mutex mutex;
  struct wait_queue queue;
  uint64_t parent;
  enum task_end end;
  bool ready;
  char missing[32];  // what it could not get; empty: nothing
};

CELL_CALLBACK void ledger_test_release(uint64_t object) {
  struct ledger_info info;
  uint32_t cursor = 0;
  while (ledger_next(&cursor, &info) == OK)
    if (info.object == object && text_equal(info.type, "ledger test")) return ledger_remove(info.entry, object);
}
CELL_OPS(struct ledger_type, ledger_test_type) = {.name = "ledger test", .release = ledger_test_release};

CELL_UNSAFE("what it leaves behind is what the undertaker has to find")
static const char *take_everything(struct ledger_victim *victim) {
  void *small = heap_new(100, 8, "ledger test"), *large = heap_new(20000, 8, "ledger test"), *inner, *pages;
  struct task *parent;
  if (small == NULL || large == NULL) return "heap block";
  if (pages_reserve(3, "ledger test", &pages) != OK) return "pages";
  if (mutex_take(&victim->mutex) != OK) return "mutex";
  if (task_find(victim->parent, &parent) != OK) return "reference to a task";
  // An object that owns another.
  uint32_t entry = ledger_add(LEDGER_SELF, &ledger_test_type, (uint64_t)small);
  inner = heap_new(300, 8, "ledger test");
  if (entry == LEDGER_NONE || inner == NULL || heap_give(inner, entry) != OK) return "object of an object";
  return NULL;
}

CELL_CALLBACK void ledger_test_victim(void *argument) {
  struct ledger_victim *victim = argument;
  const char *missing = take_everything(victim);
  if (missing != NULL) text_copy(victim->missing, sizeof victim->missing, missing);
  __atomic_store_n(&victim->ready, true, __ATOMIC_RELEASE);
  if (victim->end == TASK_RETURNED) return;
  if (victim->end == TASK_EXITED) sched_exit(0);
  if (victim->end == TASK_FAULTED) __builtin_trap();
  // A place in a queue and a timer, until it is killed.
  wait_join(&victim->queue, clock_now() + UINT64_C(3600000000000), "ledger test");
  (void)wait_here();
}

struct ledger_totals {
  uint64_t frames, blocks, bytes, pages, spans, entries, tasks;
};

static struct ledger_totals count_all(void) {
  struct frames_statistics frames;
  struct heap_statistics heap;
  struct pages_statistics pages;
  struct ledger_statistics ledger;
  frames_statistics(&frames);
  heap_statistics(&heap);
  pages_statistics(&pages);
  ledger_statistics(&ledger);
  return (struct ledger_totals){frames.free, heap.live,      heap.live_bytes, pages.reserved_pages,
                                pages.spans, ledger.entries, task_count()};
}

static bool end_one(enum task_end end, char *why, uint32_t size) {
  struct ledger_victim victim = {.parent = task_current()->number, .end = end};
  struct task *task;
  enum task_end ended = TASK_RETURNED;
  SYSTEM_EXPECT(sched_spawn("victim", ledger_test_victim, &victim, &task) == OK);
  uint64_t number = task->number;
  while (!__atomic_load_n(&victim.ready, __ATOMIC_ACQUIRE))
    sched_give_way();
  if (end == TASK_WAS_KILLED) SYSTEM_EXPECT(sched_kill(number) == OK);
  SYSTEM_EXPECT(sched_join(&task, &ended, NULL) == OK);
  if (victim.missing[0] != 0) {
    text_format(why, size, "the task could not get a %s", victim.missing);
    return false;
  }
  SYSTEM_EXPECT(ended == end);
  SYSTEM_EXPECT(mutex_try(&victim.mutex) == OK && mutex_give(&victim.mutex) == OK);
  return true;
}

static bool leaves_totals_as_they_were(enum task_end end, char *why, uint32_t size) {
  struct ledger_totals before = {0};
  for (uint32_t round = 0; round < ROUNDS; round++) {
    if (round == WARM) {
      system_settle();
      before = count_all();
    }
    if (!end_one(end, why, size)) return false;
  }
  system_settle();
  struct ledger_totals after = count_all();
  SYSTEM_EXPECT(after.tasks == before.tasks);
  SYSTEM_EXPECT(after.entries == before.entries);
  SYSTEM_EXPECT(after.blocks == before.blocks && after.bytes == before.bytes);
  SYSTEM_EXPECT(after.pages == before.pages && after.spans == before.spans);
  SYSTEM_EXPECT(after.frames == before.frames);
  struct ledger_statistics ledger;
  ledger_statistics(&ledger);
  SYSTEM_EXPECT(ledger.quarantined == 0 && ledger.mended == 0 && ledger.refused == 0);
  SYSTEM_EXPECT(ledger_check() && heap_check() && frames_check());
  return true;
}

CELL_CALLBACK bool ledger_test_killed(char *why, uint32_t size) {
  return leaves_totals_as_they_were(TASK_WAS_KILLED, why, size);
}
CELL_OPS(struct system_test, ledger_killed_test) = {
    .name = "a killed task that owned one of everything leaves all totals as they were",
    .run = ledger_test_killed,
};

CELL_CALLBACK bool ledger_test_returned(char *why, uint32_t size) {
  return leaves_totals_as_they_were(TASK_RETURNED, why, size);
}
CELL_OPS(struct system_test, ledger_returned_test) = {
    .name = "so does one that returns and forgets them",
    .run = ledger_test_returned,
};

CELL_CALLBACK bool ledger_test_exited(char *why, uint32_t size) {
  return leaves_totals_as_they_were(TASK_EXITED, why, size);
}
CELL_OPS(struct system_test, ledger_exited_test) = {
    .name = "so does one that exits",
    .run = ledger_test_exited,
};

CELL_CALLBACK bool ledger_test_faulted(char *why, uint32_t size) {
  return end_one(TASK_FAULTED, why, size) && ledger_check() && heap_check();
}
CELL_OPS(struct system_test, ledger_faulted_test) = {
    .name = "so does one that faults",
    .run = ledger_test_faulted,
};

static uint64_t undertaker_number(void) {
  struct task_info info = {0};
  while (task_next(info.number, &info) == OK)
    if (text_equal(info.name, "undertaker") && info.state != TASK_ENDED) return info.number;
  return 0;
}

// Who joins a task waits until all that it owned is released, so without an undertaker this test would not end.
CELL_CALLBACK bool ledger_test_undertaker(char *why, uint32_t size) {
  for (uint32_t round = 0; round < 3; round++) {
    uint64_t number = undertaker_number();
    SYSTEM_EXPECT(number != 0 && sched_kill(number) == OK);
    if (!end_one(TASK_WAS_KILLED, why, size)) return false;
    SYSTEM_EXPECT(undertaker_number() != 0 && undertaker_number() != number);
  }
  SYSTEM_EXPECT(ledger_check());
  return true;
}
CELL_OPS(struct system_test, ledger_undertaker_test) = {
    .name = "a killed undertaker is followed by another one",
    .run = ledger_test_undertaker,
};
