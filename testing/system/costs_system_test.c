// SPDX-License-Identifier: Apache-2.0
// What tasks and locks cost, in instructions, held against budgets. Under `-icount shift=0` the emulator's time-stamp
// counter counts one for each instruction, so the figures are the same every time; elsewhere the tests are skipped.
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 200 };

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

// Prints the cost of one of `rounds` and holds it against the budget.
static bool within(const char *what, uint64_t cycles, uint64_t rounds, uint64_t budget, char *why, uint32_t size) {
  uint64_t each = cycles / rounds;
  console_print("[cost] %s: %lu instructions, budget %lu\n", what, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s costs %lu instructions, over its budget of %lu", what, each, budget);
  return false;
}

CELL_CALLBACK void costs_give_way(void *) {
  for (uint32_t i = 0; i < ROUNDS; i++)
    sched_give_way();
}

CELL_CALLBACK bool costs_switch(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct task *task;
  SYSTEM_EXPECT(sched_spawn("gives way", costs_give_way, NULL, &task) == OK);
  sched_give_way();
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS / 2; i++)
    sched_give_way();
  uint64_t took = arch_cycles() - start;
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return within("context switch", took, ROUNDS, 760, why, size);
}
CELL_OPS(struct system_test, costs_switch_test) = {.name = "a context switch keeps its budget", .run = costs_switch};

CELL_CALLBACK void costs_nothing(void *) {}

CELL_CALLBACK bool costs_spawn(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct task *task;
  uint64_t start = 0;
  for (uint32_t i = 0; i < ROUNDS + 10; i++) {
    if (i == 10) start = arch_cycles();
    SYSTEM_EXPECT(sched_spawn("short", costs_nothing, NULL, &task) == OK);
    SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  }
  return within("spawn, run and join", arch_cycles() - start, ROUNDS, 25000, why, size);
}
CELL_OPS(struct system_test, costs_spawn_test) = {.name = "spawn and join keep their budget", .run = costs_spawn};

CELL_CALLBACK bool costs_mutex(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct mutex mutex = {0};
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    SYSTEM_EXPECT(mutex_take(&mutex) == OK && mutex_give(&mutex) == OK);
  return within("free mutex, take and give", arch_cycles() - start, ROUNDS, 1300, why, size);
}
CELL_OPS(struct system_test, costs_mutex_test) = {.name = "a free mutex keeps its budget", .run = costs_mutex};

struct costs_pair {
  struct mutex mutex;
  struct condition turned;
  uint32_t turn;
};

static status_t turn(struct costs_pair *pair, uint32_t own) {
  status_t status = mutex_take(&pair->mutex);
  while (status == OK && pair->turn != own)
    status = condition_wait(&pair->turned, &pair->mutex, 0);
  pair->turn = !own;
  condition_signal(&pair->turned);
  return mutex_give(&pair->mutex);
}

CELL_CALLBACK void costs_other(void *argument) {
  for (uint32_t i = 0; i < ROUNDS; i++)
    if (turn(argument, 1) != OK) sched_exit(1);
}

CELL_CALLBACK bool costs_round_trip(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct costs_pair pair = {0};
  struct task *task;
  SYSTEM_EXPECT(sched_spawn("other", costs_other, &pair, &task) == OK);
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    SYSTEM_EXPECT(turn(&pair, 0) == OK);
  uint64_t took = arch_cycles() - start;
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return within("round trip by condition", took, ROUNDS, 9200, why, size);
}
CELL_OPS(struct system_test, costs_round_trip_test) = {.name = "a round trip by condition keeps its budget",
                                                       .run = costs_round_trip};

CELL_CALLBACK bool costs_clock(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    (void)clock_now();
  return within("clock_now", arch_cycles() - start, ROUNDS, 70, why, size);
}
CELL_OPS(struct system_test, costs_clock_test) = {.name = "the clock keeps its budget", .run = costs_clock};

static uint64_t timers(void) {
  struct interrupt_info info;
  for (uint32_t i = 0; interrupt_info(i, &info) == OK; i++)
    if (text_equal(info.name, "timer")) return info.count;
  return 0;
}

// What timer interrupts take: the same loop across many ends of slices is that much longer than it would be.
CELL_CALLBACK bool costs_tick(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t turns = 50000000, ticks = timers(), start = arch_cycles();
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  ticks = timers() - ticks;
  SYSTEM_EXPECT(ticks > 10);
  return within("timer interrupt at the end of a slice", took - 2 * UINT64_C(50000000), ticks, 1050, why, size);
}
CELL_OPS(struct system_test, costs_tick_test) = {.name = "the end of a slice keeps its budget", .run = costs_tick};
