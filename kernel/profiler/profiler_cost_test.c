// SPDX-License-Identifier: Apache-2.0
// What a sample costs: a loop of known length is longer by so much while it is profiled.
#include "kernel/arch/arch.h"
#include "kernel/console/console.h"
#include "kernel/profiler/profiler.h"
#include "testing/system/system_test.h"

enum { TURNS = 50000000, BUDGET = 6000 };

static uint64_t loop(uint64_t turns) {
  uint64_t start = arch_cycles();
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  return arch_cycles() - start;
}

CELL_CALLBACK bool profiler_costs(char *why, uint32_t size) {
  struct profiler_cpu_info info;
  uint64_t few = loop(1000);
  if (few < 2000 || few >= 2100) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  (void)loop(TURNS);  // what booting left to do is done
  uint64_t without = loop(TURNS);
  SYSTEM_EXPECT(profiler_start(PROFILER_HERTZ_MOST) == OK);
  uint64_t with = loop(TURNS);
  profiler_stop();
  SYSTEM_EXPECT(profiler_cpu_info(0, &info) == OK && info.samples > 50 && with > without);
  uint64_t each = (with - without) / info.samples;
  console_print("[cost] a sample with its interrupt: %lu instructions, budget %d\n", each, BUDGET);
  profiler_clear();
  SYSTEM_EXPECT(each <= BUDGET);
  return true;
}
CELL_OPS(struct system_test, profiler_costs_test) = {.name = "a sample keeps its budget", .run = profiler_costs};
