// SPDX-License-Identifier: Apache-2.0
// Timers in the running system: 100,000 of them, functions that fault, how late they are, and how often a processor that idles is woken.
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"
#include "kernel/timer/timer.h"
#include "testing/system/system_test.h"

enum { MANY = 100000, ROUNDS = 100 };
#define SECOND_NS UINT64_C(1000000000)

struct timer_test {
  struct lock lock;
  uint64_t called, last, disordered;  // last: the argument of the last call
};
CELL_STATE(struct timer_test, timer_test);

// Arguments are to come in ascending order.
CELL_CALLBACK void timer_test_note(uint64_t argument) {
  lock_enter(&timer_test.lock);
  timer_test.called++;
  timer_test.disordered += argument < timer_test.last;
  timer_test.last = argument;
  lock_leave(&timer_test.lock);
}

CELL_CALLBACK void timer_test_begin(uint64_t, uint64_t, uint64_t) {
  lock_enter(&timer_test.lock);
  timer_test.called = timer_test.last = timer_test.disordered = 0;
  lock_leave(&timer_test.lock);
}

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

static bool within(const char *what, uint64_t each, uint64_t most, char *why, uint32_t size) {
  console_print("[figure] %s: %lu instructions (at most %lu)\n", what, each, most);
  if (each <= most) return true;
  text_format(why, size, "%s: %lu instructions, at most %lu", what, each, most);
  return false;
}

static uint64_t waiting(void) {
  struct timer_statistics statistics;
  timer_statistics(&statistics);
  return statistics.waiting;
}

static uint64_t interrupts(void) {
  struct interrupt_info info;
  for (uint32_t i = 0; interrupt_info(i, &info) == OK; i++)
    if (text_equal(info.name, "timer")) return info.count;
  return 0;
}

// ---- Many ----

struct timer_test_order {
  uint64_t count, first_ns, step_ns;
  bool waits;
};

// The task that owns them. Deadlines are spread as a linear congruential generator has them.
CELL_CALLBACK void timer_test_own(void *argument) {
  const struct timer_test_order *order = argument;
  uint64_t random = 1;
  for (uint64_t i = 0; i < order->count; i++) {
    struct timer *timer;
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
    uint64_t deadline = order->first_ns + (random >> 40) % order->count * order->step_ns;
    if (timer_start(deadline, timer_test_note, deadline, &timer) != OK) sched_exit(1);
    if (timer_give(timer, ledger_self()) != OK) sched_exit(2);
  }
  if (order->waits) (void)clock_sleep(UINT64_MAX);
}

// Ends with their owner, and all of them with it.
static bool start_many(struct timer_test_order *order, struct task **owner) {
  uint64_t before = waiting();
  if (sched_spawn("owner of timers", timer_test_own, order, owner) != OK) return false;
  while (waiting() < before + order->count && (*owner)->state != TASK_ENDED)
    sched_give_way();
  return waiting() == before + order->count;
}

static status_t end_owner(struct task **owner) {
  (void)sched_kill((*owner)->number);
  return sched_join(owner, NULL, NULL);
}

CELL_CALLBACK bool timer_test_many(char *why, uint32_t size) {
  AFTER(timer_test_begin, 0, 0, 0);
  struct task *owner;
  struct timer_test_order order = {MANY, clock_now() + 2 * SECOND_NS, 1000, true};
  SYSTEM_EXPECT(start_many(&order, &owner));
  SYSTEM_EXPECT(timer_check());
  SYSTEM_EXPECT(timer_test.called == 0);
  while (timer_test.called < MANY)
    SYSTEM_EXPECT(clock_sleep(SECOND_NS / 100) == OK);
  SYSTEM_EXPECT(timer_test.disordered == 0);
  SYSTEM_EXPECT(waiting() == 0);
  SYSTEM_EXPECT(end_owner(&owner) == OK);
  return true;
}
CELL_OPS(struct system_test, timer_many_test) = {.name = "100,000 timers are called in the order of their moments",
                                                 .run = timer_test_many};

CELL_CALLBACK bool timer_test_at_once(char *why, uint32_t size) {
  AFTER(timer_test_begin, 0, 0, 0);
  struct task *owner;
  struct timer_test_order order = {MANY, clock_now() + 2 * SECOND_NS, 0, true};
  SYSTEM_EXPECT(start_many(&order, &owner));
  SYSTEM_EXPECT(clock_sleep_until(order.first_ns) == OK);
  uint64_t turns = 0;
  for (; timer_test.called < MANY; turns++)
    arch_pause();
  SYSTEM_EXPECT(turns > 1000);
  SYSTEM_EXPECT(end_owner(&owner) == OK);
  return true;
}
CELL_OPS(struct system_test, timer_at_once_test) = {
    .name = "100,000 timers that are due at the same moment leave time for others", .run = timer_test_at_once};

CELL_CALLBACK bool timer_test_death(char *why, uint32_t size) {
  AFTER(timer_test_begin, 0, 0, 0);
  struct ledger_statistics before, after;
  ledger_statistics(&before);
  struct task *owner;
  struct timer_test_order order = {MANY, clock_now() + 3600 * SECOND_NS, 1000, true};
  SYSTEM_EXPECT(start_many(&order, &owner));
  SYSTEM_EXPECT(end_owner(&owner) == OK);
  ledger_statistics(&after);
  SYSTEM_EXPECT(waiting() == 0);
  SYSTEM_EXPECT(after.entries <= before.entries);
  SYSTEM_EXPECT(timer_test.called == 0);
  return true;
}
CELL_OPS(struct system_test, timer_death_test) = {.name = "100,000 timers die with the task that owns them",
                                                  .run = timer_test_death};

// ---- Functions that fault ----

RAW_STATIC __attribute__((noinline)) void write_null(void) {
  __asm__ volatile("movq $1, 0" : : : "memory");
}

CELL_CALLBACK void timer_test_fault(uint64_t argument) {
  timer_test_note(argument);
  write_null();
}

CELL_CALLBACK bool timer_test_faults(char *why, uint32_t size) {
  AFTER(timer_test_begin, 0, 0, 0);
  struct timer_statistics before, after;
  timer_statistics(&before);
  struct timer *good[2], *bad;
  uint64_t deadline = clock_now() + SECOND_NS / 100;
  SYSTEM_EXPECT(timer_start(deadline, timer_test_note, 100, &good[0]) == OK);
  SYSTEM_EXPECT(timer_start(deadline, timer_test_fault, 200, &bad) == OK);
  SYSTEM_EXPECT(timer_start(deadline, timer_test_note, 300, &good[1]) == OK);
  SYSTEM_EXPECT(clock_sleep(SECOND_NS / 10) == OK);
  timer_statistics(&after);
  SYSTEM_EXPECT(after.given_up == before.given_up + 1);
  SYSTEM_EXPECT(timer_state(bad) == TIMER_OVER);
  SYSTEM_EXPECT(timer_test.called == 2 && timer_test.last == 300);
  SYSTEM_EXPECT(!timer_stop(good[0]) && !timer_stop(bad) && !timer_stop(good[1]));
  SYSTEM_EXPECT(clock_sleep(SECOND_NS / 10) == OK);  // and time goes on
  return true;
}
CELL_OPS(struct system_test, timer_faults_test) = {.name = "a timer whose function faults is given up, and no other",
                                                   .run = timer_test_faults};

// ---- What it costs ----

static uint64_t cost_of_start_and_stop(uint64_t deadline) {
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++) {
    struct timer *timer;
    if (timer_start(deadline + i, timer_test_note, 0, &timer) == OK) (void)timer_stop(timer);
  }
  return (arch_cycles() - start) / ROUNDS;
}

// To and fro among the others.
static uint64_t cost_of_move(uint64_t first, uint64_t span) {
  struct timer *timer;
  if (timer_start(first, timer_test_note, 0, &timer) != OK) return UINT64_MAX;
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    timer_move(timer, first + (uint64_t)i * 0x9e3779b9 % span);
  uint64_t took = arch_cycles() - start;
  (void)timer_stop(timer);
  return took / ROUNDS;
}

static bool cost_with(uint64_t count, char *why, uint32_t size) {
  struct task *owner;
  struct timer_test_order order = {count, clock_now() + 3600 * SECOND_NS, 1000, true};
  SYSTEM_EXPECT(start_many(&order, &owner));
  uint64_t both = cost_of_start_and_stop(order.first_ns + count * 500);
  uint64_t move = cost_of_move(order.first_ns, count * 1000);
  SYSTEM_EXPECT(end_owner(&owner) == OK);
  char what[64];
  text_format(what, sizeof what, "timer started and stopped, with %lu others", count);
  bool holds = within(what, both, 4600, why, size);
  text_format(what, sizeof what, "timer moved, with %lu others", count);
  return within(what, move, 800, why, size) && holds;
}

CELL_CALLBACK bool timer_test_costs(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  return cost_with(10, why, size) && cost_with(1000, why, size) && cost_with(MANY, why, size);
}
CELL_OPS(struct system_test, timer_costs_test) = {.name = "what a timer costs hardly depends on how many there are",
                                                  .run = timer_test_costs};

CELL_CALLBACK bool timer_test_latency(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t most = 0, sum = 0;
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t deadline = clock_now() + 500000 + 77777 * i;
    SYSTEM_EXPECT(clock_sleep_until(deadline) == OK);
    uint64_t late = (clock_now() - deadline) * (clock_frequency() / 1000000) / 1000;
    sum += late;
    if (late > most) most = late;
  }
  return within("from a deadline to the task that waited for it, on the average", sum / ROUNDS, 2800, why, size) &&
         within("from a deadline to the task that waited for it, at most", most, 3000, why, size);
}
CELL_OPS(struct system_test, timer_latency_test) = {.name = "who waits for a moment is woken in microseconds",
                                                    .run = timer_test_latency};

// A clock that ticks would have come 2,500 times.
CELL_CALLBACK bool timer_test_idle(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("others may be busy meanwhile");
  uint64_t before = interrupts();
  SYSTEM_EXPECT(clock_sleep(10 * SECOND_NS) == OK);
  uint64_t came = interrupts() - before;
  console_print("[figure] timer interrupts in 10 seconds without work: %lu times (at most 10)\n", came);
  SYSTEM_EXPECT(came <= 10);
  return true;
}
CELL_OPS(struct system_test, timer_idle_test) = {.name = "a processor that idles is not woken for nothing",
                                                 .run = timer_test_idle};
