// SPDX-License-Identifier: Apache-2.0
// parallel_system_test: tasks on all processors at once leave what they share whole, and the totals as they were.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/parallel.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { PLACES = 16, WORKERS = 8, ROUNDS = 64, MAPS = 16, SPINNERS = 6, EVERY = 37, CROSSES = 8 };

struct parallel_object {
  uint64_t place, words[6];
};

struct parallel {
  struct lock lock, other;
  struct mutex mutex;
  uint64_t count, first, second, wrong;
  uint64_t seen;        // a bit for each processor
  uint64_t crossed[2];  // the round in which the call of that place has its first lock
  uint64_t left[2];     // how many rounds it has come out of, and one for that it runs
  uint64_t calls, faults;
  uint64_t faulted[PLACES];  // the numbers of tasks whose last call has faulted
  OWN struct parallel_object *objects[PLACES];
};
CELL_STATE(struct parallel, parallel);

void parallel_reset(void) {
  parallel.count = parallel.first = parallel.second = parallel.wrong = 0;
  parallel.seen = parallel.calls = parallel.faults = 0;
  for (uint32_t i = 0; i < 2; i++)
    parallel.crossed[i] = parallel.left[i] = 0;
}

void parallel_seen(void) {
  lock_enter(&parallel.lock);
  parallel.seen |= UINT64_C(1) << nucleus_cpu()->number;
  lock_leave(&parallel.lock);
}

// No lock: the mutex is what guards it.
void parallel_raise(void) {
  uint64_t before = parallel.count;
  for (volatile uint32_t i = 0; i < 20; i++) {}
  parallel.count = before + 1;
}

// Takes the object's place of those two locks in the order of the number: two calls of different order meet.
TRUSTED_LOCK static void enter_both(uint64_t number) {
  lock_enter(number % 2 == 0 ? &parallel.lock : &parallel.other);
  for (volatile uint32_t i = 0; i < 50; i++) {}
  lock_enter(number % 2 == 0 ? &parallel.other : &parallel.lock);
}

TRUSTED_LOCK static void leave_both(uint64_t number) {
  lock_leave(number % 2 == 0 ? &parallel.other : &parallel.lock);
  lock_leave(number % 2 == 0 ? &parallel.lock : &parallel.other);
}

static status_t put(uint64_t place) {
  struct parallel_object *mine = NEW(struct parallel_object);
  if (mine == NULL) return NO_MEMORY;
  status_t status = heap_give(mine, ledger_cell(CELL_LABEL));
  if (status != OK) {
    heap_delete(mine);
    return status;
  }
  mine->place = place;
  struct parallel_object *before = parallel.objects[place % PLACES];
  if (before != NULL && before->place % PLACES != place % PLACES) parallel.wrong++;
  heap_delete(before);
  parallel.objects[place % PLACES] = mine;
  return OK;
}

status_t parallel_exchange(uint64_t place) {
  enter_both(place);
  status_t status = put(place);
  leave_both(place);
  return status;
}

// No undo takes back that it was there: made again, it does not wait. The other one may be in want of an answer from this processor to come here.
RAW_STATIC void wait_for_other(uint64_t place, uint64_t round) {
  enum { TURNS = 1 << 22 };
  __atomic_store_n(&parallel.crossed[place], round, __ATOMIC_RELEASE);
  for (uint32_t turn = 0; __atomic_load_n(&parallel.crossed[1 - place], __ATOMIC_ACQUIRE) < round; turn++) {
    if (turn == TURNS) {
      __atomic_fetch_add(&parallel.wrong, 1, __ATOMIC_RELAXED);
      return;
    }
    nucleus_drop_stale();
    arch_pause();
  }
}

TRUSTED_LOCK void parallel_cross(uint64_t place, uint64_t round) {
  struct lock *first = place == 0 ? &parallel.lock : &parallel.other,
              *second = place == 0 ? &parallel.other : &parallel.lock;
  lock_enter(first);
  wait_for_other(place, round);
  lock_enter(second);
  parallel.count++;
  lock_leave(second);
  lock_leave(first);
}

// Nobody else is there any more.
void parallel_give_back(void) {
  for (uint32_t i = 0; i < PLACES; i++) {
    heap_delete(parallel.objects[i]);
    parallel.objects[i] = NULL;
  }
}

// Not in the call that is made again for that: the calls of all tasks count, so by chance it could be the next one's turn to fault.
bool parallel_faults(void) {
  uint64_t call = __atomic_fetch_add(&parallel.calls, 1, __ATOMIC_RELAXED), self = task_current()->number;
  uint64_t *last = &parallel.faulted[self % PLACES];
  bool is_again = __atomic_exchange_n(last, 0, __ATOMIC_RELAXED) == self;
  if (is_again || call % EVERY != 0) return false;
  __atomic_store_n(last, self, __ATOMIC_RELAXED);
  __atomic_fetch_add(&parallel.faults, 1, __ATOMIC_RELAXED);
  return true;
}

void parallel_pair(void) {
  lock_enter(&parallel.other);
  parallel.first++;
  if (parallel_faults()) *(volatile uint64_t *)16;
  parallel.second++;
  lock_leave(&parallel.other);
}

void parallel_let_go(void) {
  __atomic_store_n(&parallel.first, 1, __ATOMIC_RELEASE);
}

// ---- The tests ----

// Each does its part until the test says that it is enough, or for so many rounds.
CELL_CALLBACK void parallel_child(void *) {
  parallel_seen();
}

CELL_CALLBACK void parallel_work(void *argument) {
  uint64_t number = (uint64_t)argument;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    struct task *child;
    (void)parallel_exchange(number * 7 + round);
    if (mutex_take(&parallel.mutex) == OK) {
      parallel_raise();
      (void)mutex_give(&parallel.mutex);
    }
    if (round % 16 == 0 && sched_spawn("child", parallel_child, NULL, &child) == OK)
      (void)sched_join(&child, NULL, NULL);
    if (round % 8 == number % 8) sched_give_way();
  }
}

static void run_all(void (*entry)(void *), uint32_t count) {
  struct task *task[WORKERS] = {0};
  for (uint32_t i = 0; i < count; i++)
    (void)sched_spawn("worker", entry, (void *)(uint64_t)i, &task[i]);
  for (uint32_t i = 0; i < count; i++)
    if (task[i] != NULL) (void)sched_join(&task[i], NULL, NULL);
}

CELL_CALLBACK bool parallel_totals(char *why, uint32_t size) {
  parallel_reset();
  struct frames_statistics frames_before, frames_after;
  struct heap_statistics heap_before, heap_after;
  struct ledger_statistics ledger_before, ledger_after;
  run_all(parallel_work, WORKERS);  // tables and slabs that stay
  parallel_give_back();
  parallel_reset();
  system_settle();
  frames_statistics(&frames_before);
  heap_statistics(&heap_before);
  ledger_statistics(&ledger_before);
  run_all(parallel_work, WORKERS);
  parallel_give_back();
  system_settle();
  frames_statistics(&frames_after);
  heap_statistics(&heap_after);
  ledger_statistics(&ledger_after);
  SYSTEM_EXPECT(parallel.count == WORKERS * ROUNDS);
  SYSTEM_EXPECT(parallel.wrong == 0);
  SYSTEM_EXPECT(heap_after.live == heap_before.live && heap_after.live_bytes == heap_before.live_bytes);
  if (ledger_after.entries != ledger_before.entries) {
    text_format(why, size, "%lu entries in the ledger, %lu before", ledger_after.entries, ledger_before.entries);
    return false;
  }
  SYSTEM_EXPECT(sched_check() && task_check() && heap_check() && frames_check() && ledger_check());
  return true;
}
CELL_OPS(struct system_test, parallel_totals_test) = {
    .name = "tasks that take, wake, spawn and join on all processors lose nothing", .run = parallel_totals};

CELL_CALLBACK void parallel_spin(void *) {
  for (;;)
    parallel_seen();
}

// Starting them is a task of its own.
static uint64_t all_processors(void) {
  for (uint32_t turn = 0; turn < 1000 && processors_online() < processors_count(); turn++)
    (void)clock_sleep(UINT64_C(10'000'000));
  return (UINT64_C(1) << processors_online()) - 1;
}

// Who is killed on another processor is over when the join says so.
CELL_CALLBACK bool parallel_kills(char *why, uint32_t size) {
  uint64_t all = all_processors();
  struct task *task[SPINNERS];
  enum task_end end;
  parallel_reset();
  for (uint32_t i = 0; i < SPINNERS; i++)
    SYSTEM_EXPECT(sched_spawn("spinner", parallel_spin, NULL, &task[i]) == OK);
  for (uint64_t seen = 0; (uint32_t)__builtin_popcountll(seen & all) < SPINNERS && (seen & all) != all;) {
    sched_give_way();
    seen = __atomic_load_n(&parallel.seen, __ATOMIC_RELAXED);
  }
  for (uint32_t i = 0; i < SPINNERS; i++) {
    SYSTEM_EXPECT(sched_kill(task[i]->number) == OK);
    SYSTEM_EXPECT(sched_join(&task[i], &end, NULL) == OK && end == TASK_WAS_KILLED);
  }
  SYSTEM_EXPECT(sched_check() && task_check() && ledger_check());
  return true;
}
CELL_OPS(struct system_test, parallel_kills_test) = {
    .name = "spinning tasks come to all processors, and end there when they are killed", .run = parallel_kills};

CELL_CALLBACK void parallel_fault(void *) {
  for (uint32_t round = 0; round < ROUNDS; round++)
    parallel_pair();
}

CELL_CALLBACK bool parallel_recovers(char *why, uint32_t size) {
  parallel_reset();
  uint64_t faults = fault_count();
  run_all(parallel_fault, WORKERS);
  SYSTEM_EXPECT(parallel.faults > 10 && fault_count() - faults == parallel.faults);
  SYSTEM_EXPECT(parallel.first == parallel.second && parallel.first == WORKERS * ROUNDS);
  return true;
}
CELL_OPS(struct system_test, parallel_recovers_test) = {
    .name = "faults on several processors at once are undone, each on its own", .run = parallel_recovers};

// A stale translation would show another page's words, or fault.
CELL_CALLBACK void parallel_map(void *argument) {
  uint64_t number = (uint64_t)argument;
  for (uint32_t round = 0; round < MAPS; round++) {
    void *pages;
    if (pages_reserve(2, "parallel", &pages) != OK) continue;
    uint64_t *words = pages;
    for (uint32_t i = 0; i < 1024; i += 64)
      words[i] = number << 32 | round;
    sched_give_way();
    for (uint32_t i = 0; i < 1024; i += 64)
      if (words[i] != (number << 32 | round)) __atomic_fetch_add(&parallel.wrong, 1, __ATOMIC_RELAXED);
    (void)pages_release(pages);
  }
}

CELL_CALLBACK bool parallel_pages(char *why, uint32_t size) {
  parallel_reset();
  run_all(parallel_map, WORKERS);
  SYSTEM_EXPECT(parallel.wrong == 0);
  SYSTEM_EXPECT(pages_check(why, size) == OK);
  return true;
}
CELL_OPS(struct system_test, parallel_pages_test) = {
    .name = "pages that are mapped and given back on all processors are nobody else's", .run = parallel_pages};

// It is online, but may not have chosen for the first time.
static status_t spawn_on(uint32_t cpu, const char *name, void (*entry)(void *), void *argument, struct task **task) {
  struct task_options options = {.name = name, .cpus = UINT64_C(1) << cpu};
  status_t status;
  while ((status = sched_spawn_with(&options, entry, argument, task)) == OUT_OF_RANGE)
    (void)clock_sleep(UINT64_C(10'000'000));
  return status;
}

// What one reads on its processor after another has given the page back, by a translation that is its processor's own.
CELL_CALLBACK void parallel_read(void *argument) {
  const volatile uint64_t *word = argument;
  (void)*word;
  parallel_seen();
  while (__atomic_load_n(&parallel.first, __ATOMIC_ACQUIRE) == 0) {}
  (void)*word;
}

CELL_CALLBACK bool parallel_forgets(char *why, uint32_t size) {
  void *pages;
  struct task *task;
  enum task_end end;
  if ((all_processors() & 2) == 0) SYSTEM_SKIP("there is one processor");
  parallel_reset();
  SYSTEM_EXPECT(pages_reserve(1, "parallel", &pages) == OK);
  status_t status = spawn_on(1, "reader", parallel_read, pages, &task);
  if (status != OK) {
    (void)pages_release(pages);
    text_format(why, size, "no task on processor 1: %s", status_name(status));
    return false;
  }
  while (__atomic_load_n(&parallel.seen, __ATOMIC_ACQUIRE) == 0)
    sched_give_way();
  (void)pages_release(pages);
  parallel_let_go();
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_FAULTED);
  return true;
}
CELL_OPS(struct system_test, parallel_forgets_test) = {
    .name = "a page that was given back is there for no processor any more", .run = parallel_forgets};

// Not into a round while the other one may still want its locks in the last one, nor into the first before the other one runs: who waits inside lets nobody
// else on its processor.
CELL_CALLBACK void parallel_crosses(void *argument) {
  uint64_t place = (uint64_t)argument;
  for (uint64_t round = 0; round <= CROSSES; round++) {
    if (round > 0) parallel_cross(place, round);
    __atomic_store_n(&parallel.left[place], round + 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&parallel.left[1 - place], __ATOMIC_ACQUIRE) <= round)
      sched_give_way();
  }
}

CELL_CALLBACK bool parallel_conflicts(char *why, uint32_t size) {
  struct task *task[2];
  if ((all_processors() & 2) == 0) SYSTEM_SKIP("there is one processor");
  parallel_reset();
  for (uint64_t place = 0; place < 2; place++)
    SYSTEM_EXPECT(spawn_on((uint32_t)place, "crosses", parallel_crosses, (void *)place, &task[place]) == OK);
  for (uint32_t i = 0; i < 2; i++)
    SYSTEM_EXPECT(sched_join(&task[i], NULL, NULL) == OK);
  SYSTEM_EXPECT(parallel.wrong == 0 && parallel.count == 2 * CROSSES);
  return true;
}
CELL_OPS(struct system_test, parallel_conflicts_test) = {
    .name = "of two that each have the lock that the other one wants, both come to their end",
    .run = parallel_conflicts};
