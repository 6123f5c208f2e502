// SPDX-License-Identifier: Apache-2.0
// scaling_system_test: what the same work costs, in instructions, when each of four tasks has a processor of its own, against all four on one.
// Under `-icount` the emulator's counter goes on by one for each instruction of any processor, spinning included; but it runs one processor after another,
// and who spins gives way, so that what waiting for locks costs where they run at once is more than shows here.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/event/event.h"
#include "kernel/heap/heap.h"
#include "kernel/lock/meetings.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { WORKERS = 4, ROUNDS = 400, BLOCK = 64, HUNDRED = 100, LIMIT = 125 };  // of the ratio, in hundredths
enum { MEETS_EVERY = 4 };                                                    // rounds, at most
enum where { ON_ONE, EACH_ON_ITS_OWN, ANYWHERE };

struct scaling_own {
  struct mutex mutex;
  struct event ping, pong;
} __attribute__((aligned(64)));

struct scaling {
  struct scaling_own own[WORKERS];
  uint64_t told;
};
CELL_STATE(struct scaling, scaling);

CELL_CALLBACK void scaling_alone(void *argument) {
  struct mutex *mutex = &scaling.own[(uint64_t)argument].mutex;
  for (uint32_t i = 0; i < ROUNDS; i++)
    if (mutex_take(mutex) == OK) (void)mutex_give(mutex);
}

CELL_CALLBACK void scaling_allocate(void *) {
  for (uint32_t i = 0; i < ROUNDS; i++)
    heap_delete(heap_new(BLOCK, 8, "scaling"));
}

CELL_CALLBACK void scaling_answer(void *argument) {
  struct scaling_own *own = &scaling.own[(uint64_t)argument];
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t taken = 0;
    if (event_wait(&own->ping, &taken, 0) == OK) event_set(&own->pong, 1);
  }
}

CELL_CALLBACK void scaling_ask(void *argument) {
  struct scaling_own *own = &scaling.own[(uint64_t)argument];
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t taken = 0;
    event_set(&own->ping, 1);
    (void)event_wait(&own->pong, &taken, 0);
  }
}

static uint64_t cpus_of(enum where where, uint64_t worker) {
  return where == ANYWHERE ? 0 : UINT64_C(1) << (where == EACH_ON_ITS_OWN ? worker : 0);
}

// Instructions of all together; 0: a task could not be made.
static uint64_t run(void (*entry)(void *), void (*partner)(void *), enum where where) {
  struct task *task[2 * WORKERS] = {0};
  uint32_t count = 0;
  bool made = true;
  uint64_t start = arch_cycles();
  for (uint64_t i = 0; i < WORKERS; i++) {
    struct task_options options = {.name = "scaling", .cpus = cpus_of(where, i)};
    made = made && sched_spawn_with(&options, entry, (void *)i, &task[count++]) == OK;
    if (partner != NULL) made = made && sched_spawn_with(&options, partner, (void *)i, &task[count++]) == OK;
  }
  for (uint32_t i = 0; i < count; i++)
    if (task[i] != NULL) (void)sched_join(&task[i], NULL, NULL);
  return made ? arch_cycles() - start : 0;
}

static uint64_t count_meetings(void) {
  uint64_t count = 0;
  struct lock_meetings row;
  for (uint32_t cpu = 0; lock_meetings(cpu, &row) == OK; cpu++)
    count += row.times;
  return count;
}

static bool await_processors(void) {
  for (uint32_t turn = 0; turn < 100 && processors_online() < WORKERS; turn++)  // starting them is a task of its own
    (void)clock_sleep(UINT64_C(10'000'000));
  return processors_online() >= WORKERS;
}

static bool compare(const char *what, void (*entry)(void *), void (*partner)(void *), enum where where, char *why,
                    uint32_t size) {
  if (!await_processors()) SYSTEM_SKIP("the machine has fewer than four processors");
  (void)run(entry, partner, where);  // what stays is made
  uint64_t one = run(entry, partner, ON_ONE), before = count_meetings();
  uint64_t four = run(entry, partner, where), meetings = count_meetings() - before;
  SYSTEM_EXPECT(one != 0 && four != 0);
  uint64_t ratio = four * HUNDRED / one, each = WORKERS * ROUNDS;
  console_print(
      "[figure] %s: %lu instructions on one processor, %lu on four, %lu.%02lu times as many; %lu locks met in "
      "%lu rounds\n",
      what, one / each, four / each, ratio / HUNDRED, ratio % HUNDRED, meetings, each);
  SYSTEM_EXPECT(ratio <= LIMIT);
  SYSTEM_EXPECT(meetings <= each / MEETS_EVERY);
  return true;
}

CELL_CALLBACK bool scaling_of_mutexes(char *why, uint32_t size) {
  return compare("a mutex of its own, taken and given", scaling_alone, NULL, EACH_ON_ITS_OWN, why, size);
}
CELL_OPS(struct system_test, scaling_mutexes_test) = {.name = "mutexes that nobody shares", .run = scaling_of_mutexes};

CELL_CALLBACK bool scaling_of_blocks(char *why, uint32_t size) {
  return compare("a block of the heap, taken and given", scaling_allocate, NULL, EACH_ON_ITS_OWN, why, size);
}
CELL_OPS(struct system_test, scaling_blocks_test) = {.name = "blocks of the heap", .run = scaling_of_blocks};

CELL_CALLBACK bool scaling_of_pairs(char *why, uint32_t size) {
  return compare("a round trip of a pair by events", scaling_ask, scaling_answer, EACH_ON_ITS_OWN, why, size);
}
CELL_OPS(struct system_test, scaling_pairs_test) = {.name = "pairs that wake each other", .run = scaling_of_pairs};

CELL_CALLBACK bool scaling_of_free_pairs(char *why, uint32_t size) {
  return compare("the same, of four pairs that may run anywhere", scaling_ask, scaling_answer, ANYWHERE, why, size);
}
CELL_OPS(struct system_test, scaling_free_pairs_test) = {.name = "pairs that may run anywhere",
                                                         .run = scaling_of_free_pairs};

RAW_STATIC void say_that_it_is_told(void) {
  __atomic_store_n(&scaling.told, 1, __ATOMIC_RELEASE);
}

CELL_CALLBACK void scaling_listen(void *) {
  uint64_t taken = 0;
  if (event_wait(&scaling.own[0].ping, &taken, 0) == OK) say_that_it_is_told();
}

// Who wakes another one and goes on: that one runs elsewhere, not when this one's slice is over.
CELL_CALLBACK bool scaling_of_who_goes_on(char *why, uint32_t size) {
  struct task *task;
  if (!await_processors()) SYSTEM_SKIP("the machine has fewer than four processors");
  SYSTEM_EXPECT(sched_spawn("listens", scaling_listen, NULL, &task) == OK);
  (void)clock_sleep(UINT64_C(20'000'000));  // until then the timer has come everywhere for what ran before
  uint64_t switches = task_current()->switches;
  event_set(&scaling.own[0].ping, 1);
  while (__atomic_load_n(&scaling.told, __ATOMIC_ACQUIRE) == 0)
    arch_pause();
  SYSTEM_EXPECT(task_current()->switches == switches);
  (void)sched_join(&task, NULL, NULL);
  return true;
}
CELL_OPS(struct system_test, scaling_who_goes_on_test) = {
    .name = "who is woken by a task that goes on runs on another processor", .run = scaling_of_who_goes_on};
