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
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { WORKERS = 4, ROUNDS = 400, BLOCK = 64, HUNDRED = 100, LIMIT = 125 };  // of the ratio, in hundredths

struct scaling_own {
  struct mutex mutex;
  struct event ping, pong;
} __attribute__((aligned(64)));

struct scaling {
  struct scaling_own own[WORKERS];
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

// Each on its own processor, or all on the first. Instructions of all together; 0: a task could not be made.
static uint64_t run(void (*entry)(void *), void (*partner)(void *), bool spread) {
  struct task *task[2 * WORKERS] = {0};
  uint32_t count = 0;
  bool made = true;
  uint64_t start = arch_cycles();
  for (uint64_t i = 0; i < WORKERS; i++) {
    struct task_options options = {.name = "scaling", .cpus = UINT64_C(1) << (spread ? i : 0)};
    made = made && sched_spawn_with(&options, entry, (void *)i, &task[count++]) == OK;
    if (partner != NULL) made = made && sched_spawn_with(&options, partner, (void *)i, &task[count++]) == OK;
  }
  for (uint32_t i = 0; i < count; i++)
    if (task[i] != NULL) (void)sched_join(&task[i], NULL, NULL);
  return made ? arch_cycles() - start : 0;
}

static bool compare(const char *what, void (*entry)(void *), void (*partner)(void *), char *why, uint32_t size) {
  for (uint32_t turn = 0; turn < 100 && processors_online() < WORKERS; turn++)  // starting them is a task of its own
    (void)clock_sleep(UINT64_C(10'000'000));
  if (processors_online() < WORKERS) SYSTEM_SKIP("the machine has fewer than four processors");
  (void)run(entry, partner, true);  // what stays is made
  uint64_t one = run(entry, partner, false), four = run(entry, partner, true);
  SYSTEM_EXPECT(one != 0 && four != 0);
  uint64_t ratio = four * HUNDRED / one, each = WORKERS * ROUNDS;
  console_print("[figure] %s: %lu instructions on one processor, %lu on four, %lu.%02lu times as many\n", what,
                one / each, four / each, ratio / HUNDRED, ratio % HUNDRED);
  SYSTEM_EXPECT(ratio <= LIMIT);
  return true;
}

CELL_CALLBACK bool scaling_of_mutexes(char *why, uint32_t size) {
  return compare("a mutex of its own, taken and given", scaling_alone, NULL, why, size);
}
CELL_OPS(struct system_test, scaling_mutexes_test) = {.name = "mutexes that nobody shares", .run = scaling_of_mutexes};

CELL_CALLBACK bool scaling_of_blocks(char *why, uint32_t size) {
  return compare("a block of the heap, taken and given", scaling_allocate, NULL, why, size);
}
CELL_OPS(struct system_test, scaling_blocks_test) = {.name = "blocks of the heap", .run = scaling_of_blocks};

CELL_CALLBACK bool scaling_of_pairs(char *why, uint32_t size) {
  return compare("a round trip of a pair by events", scaling_ask, scaling_answer, why, size);
}
CELL_OPS(struct system_test, scaling_pairs_test) = {.name = "pairs that wake each other", .run = scaling_of_pairs};
