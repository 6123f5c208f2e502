// SPDX-License-Identifier: Apache-2.0
// What a call costs, in instructions: under QEMU's -icount shift=0 the time-stamp counter counts them, so the same loop around
// each kind of call tells their difference exactly.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "testing/bench/callee.h"
#include "testing/system/system_test.h"

enum { CALLS = 10000, SLOT_MORE = 2, GATE_MORE = 6 };
enum { ATOMIC_MORE = 25, INNER_MORE = 10, STEPS_MORE = 35, LOCK_MORE = 180, AFTER_MORE = 200 };

__attribute__((noinline)) static uint64_t direct_next(uint64_t value) {
  __asm__ volatile("");  // kept a call
  return value + 1;
}

static uint64_t count_direct(void) {
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < CALLS; i++)
    value = direct_next(value);
  return arch_cycles() - start + (value == 0);
}

static uint64_t count_slot(void) {
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < CALLS; i++)
    value = callee_next(value);
  return arch_cycles() - start + (value == 0);
}

#define COUNT(name, function)                                                                                          \
  CELL_CALLBACK uint64_t name(void) {                                                                                  \
    uint64_t value = 0, start = arch_cycles();                                                                         \
    for (uint32_t i = 0; i < CALLS; i++)                                                                               \
      value = function(value);                                                                                         \
    return arch_cycles() - start + (value == 0);                                                                       \
  }
COUNT(calls_atomic, callee_change)
COUNT(calls_locked, callee_locked)
COUNT(calls_later, callee_later)
COUNT(calls_steps, callee_wait)

CELL_CALLBACK uint64_t calls_inner(void) {
  uint64_t start = arch_cycles(), value = callee_change_often(CALLS);
  return arch_cycles() - start + (value == 0);
}

static uint64_t count_gate(void) {
  uint64_t (*volatile function)(uint64_t) = callee_next;
  uint64_t (*held)(uint64_t) = function;
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < CALLS; i++)
    value = held(value);
  return arch_cycles() - start + (value == 0);
}

// Instructions by which one call of a kind exceeds a direct one, rounded up.
static uint64_t more(uint64_t total, uint64_t direct) {
  return total <= direct ? 0 : (total - direct + CALLS - 1) / CALLS;
}

// The smallest of some rounds: an interrupt may fall into one of them.
static uint64_t least(uint64_t (*count)(void)) {
  uint64_t best = UINT64_MAX;
  for (uint32_t round = 0; round < 5; round++) {
    uint64_t total = count();
    if (total < best) best = total;
  }
  return best;
}

CELL_CALLBACK uint64_t calls_direct(void) {
  return count_direct();
}
CELL_CALLBACK uint64_t calls_slot(void) {
  return count_slot();
}
CELL_CALLBACK uint64_t calls_gate(void) {
  return count_gate();
}

CELL_CALLBACK bool calls_are_cheap(char *why, uint32_t size) {
  uint64_t direct = least(calls_direct), slot = more(least(calls_slot), direct), gate = more(least(calls_gate), direct);
  console_print("[figure] cross-cell call: %lu instructions more than a direct call (at most %u)\n", slot, SLOT_MORE);
  console_print("[figure] gate call: %lu instructions more than a direct call (at most %u)\n", gate, GATE_MORE);
  text_format(why, size, "slot +%lu of %u, gate +%lu of %u", slot, SLOT_MORE, gate, GATE_MORE);
  return slot <= SLOT_MORE && gate <= GATE_MORE;
}

CELL_OPS(struct system_test, calls_test) = {
    .name = "a call into another cell costs at most what the design allows",
    .run = calls_are_cheap,
};

static bool is_within(const char *what, uint64_t (*count)(void), uint64_t direct, uint64_t limit, char *why,
                      uint32_t size) {
  uint64_t figure = more(least(count), direct);
  console_print("[figure] %s: %lu instructions more than a direct call (at most %lu)\n", what, figure, limit);
  if (figure <= limit) return true;
  text_format(why, size, "%s: +%lu of %lu", what, figure, limit);
  return false;
}

// A cell's calls of its own ATOMIC functions go through their gates too; past them they would cost what a slot does.
static bool passes_its_gate(uint64_t direct, char *why, uint32_t size) {
  uint64_t inner = more(least(calls_inner), direct), slot = more(least(calls_slot), direct);
  if (inner > slot) return true;
  text_format(why, size, "an ATOMIC call inside a transaction costs +%lu, as little as one without a gate", inner);
  return false;
}

CELL_CALLBACK bool calls_of_kinds(char *why, uint32_t size) {
  uint64_t direct = least(calls_direct);
  return passes_its_gate(direct, why, size) &&
         is_within("outermost ATOMIC call", calls_atomic, direct, ATOMIC_MORE, why, size) &&
         is_within("ATOMIC call inside a transaction", calls_inner, direct, INNER_MORE, why, size) &&
         is_within("ATOMIC call that enters a lock", calls_locked, direct, LOCK_MORE, why, size) &&
         is_within("ATOMIC call with an AFTER", calls_later, direct, AFTER_MORE, why, size) &&
         is_within("STEPS call", calls_steps, direct, STEPS_MORE, why, size);
}

CELL_OPS(struct system_test, calls_kinds_test) = {
    .name = "transactions and requests cost at most what the design allows",
    .run = calls_of_kinds,
};
