// SPDX-License-Identifier: Apache-2.0
// Ten thousand tasks at once: they wait, are found, wake and go, and leave everything as it was.
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { MANY = 10000, FEWER = 1000 };

struct many {
  struct wait_queue queue;
  uint64_t waiting, woken;
};

CELL_CALLBACK void many_wait(void *argument) {
  struct many *many = argument;
  __atomic_fetch_add(&many->waiting, 1, __ATOMIC_RELAXED);
  wait_join(&many->queue, 0, "all of them");
  (void)wait_here();
  __atomic_fetch_add(&many->woken, 1, __ATOMIC_RELAXED);
}

static bool spawn_all(struct many *many, uint32_t count, uint64_t *first, char *why, uint32_t size) {
  struct task_options options = {.name = "one of many", .stack_pages = 1};
  struct task *task;
  for (uint32_t i = 0; i < count; i++) {
    SYSTEM_EXPECT(sched_spawn_with(&options, many_wait, many, &task) == OK);
    if (i == 0) *first = task->number;
    task_release(task);
  }
  while (__atomic_load_n(&many->waiting, __ATOMIC_RELAXED) < count || sched_ready() > 0)
    sched_give_way();
  return true;
}

// As `ps` does, and each by its number.
static bool find_all(uint32_t many, uint64_t first, char *why, uint32_t size) {
  struct task_info info = {0};
  uint64_t count = 0, waiting = 0;
  while (task_next(info.number, &info) == OK) {
    count++;
    if (info.number < first) continue;
    SYSTEM_EXPECT(task_view(info.number) != NULL);
    waiting += info.state == TASK_WAITING ? 1 : 0;
  }
  SYSTEM_EXPECT(count == task_count() && waiting >= many);
  SYSTEM_EXPECT(task_check() && sched_check());
  return true;
}

static bool wake_all(struct many *many, uint32_t count, uint64_t others, char *why, uint32_t size) {
  uint64_t woken = 0;
  while (wait_wake_one(&many->queue))
    woken++;
  SYSTEM_EXPECT(woken == count);
  while (task_count() > others)
    sched_give_way();
  SYSTEM_EXPECT(many->woken == count);
  return true;
}

static bool all_at_once(uint32_t count, char *why, uint32_t size) {
  struct heap_statistics before, after;
  struct many *many = NEW(struct many);
  uint64_t first = 0, others = task_count();
  SYSTEM_EXPECT(many != NULL);
  task_trim();
  heap_statistics(&before);
  bool passed = spawn_all(many, count, &first, why, size) && find_all(count, first, why, size) &&
                wake_all(many, count, others, why, size);
  task_trim();  // of the last ones
  heap_statistics(&after);
  heap_delete(many);
  SYSTEM_EXPECT(!passed || after.live == before.live);
  return passed;
}

// The many make tables that stay; what a thousand take afterwards all comes back.
CELL_CALLBACK bool many_tasks_at_once(char *why, uint32_t size) {
  struct frames_statistics before, after;
  if (!all_at_once(MANY, why, size)) return false;
  frames_statistics(&before);
  if (!all_at_once(FEWER, why, size)) return false;
  frames_statistics(&after);
  SYSTEM_EXPECT(after.free == before.free);
  SYSTEM_EXPECT(ledger_check());
  return true;
}
CELL_OPS(struct system_test, many_tasks_test) = {.name = "ten thousand tasks wait at once, and leave nothing",
                                                 .run = many_tasks_at_once};
