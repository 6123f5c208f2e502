// SPDX-License-Identifier: Apache-2.0
// The profiler meets what runs, on every processor.
#include "kernel/clock/clock.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/processors.h"
#include "kernel/profiler/profiler.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { HERTZ = 250, ENOUGH = 20, MOST = 100 * ENOUGH, MOMENT_NS = 5000000 };

struct profiled {
  uint64_t stop;
};
CELL_STATE(struct profiled, profiled);

// Runs until the test says so.
CELL_CALLBACK void profiled_spin(void *) {
  while (__atomic_load_n(&profiled.stop, __ATOMIC_RELAXED) == 0) {}
}

static bool is_function(uint64_t address, const char *wanted) {
  uint32_t cell;
  const char *name;
  uint64_t offset;
  return graph_symbol_at(graph_running(), address, &cell, &name, &offset) == OK && offset == 0 &&
         text_equal(name, wanted);
}

// A stack of that task: the function that spins, and the one of kernel/sched that called it.
static bool is_spin(const struct profiler_stack *stack, uint64_t task) {
  return stack->kind == PROFILER_TASK && stack->task == task && stack->frames >= 2 &&
         is_function(stack->frame[0], "profiled_spin") && is_function(stack->frame[1], "sched_enter");
}

static uint64_t count(uint64_t task, uint32_t kind) {
  struct profiler_stack stack;
  uint64_t met = 0;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    for (uint32_t cursor = 0; profiler_next(cpu, &cursor, &stack) == OK;)
      if (kind == PROFILER_TASK ? is_spin(&stack, task) : stack.kind == kind) met += stack.count;
  return met;
}

static uint64_t all(void) {
  struct profiler_cpu_info info;
  uint64_t samples = 0;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    if (profiler_cpu_info(cpu, &info) == OK) samples += info.samples;
  return samples;
}

// Processors that have been met.
static uint32_t sampled(void) {
  struct profiler_cpu_info info;
  uint32_t processors = 0;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    processors += profiler_cpu_info(cpu, &info) == OK && info.samples > 0;
  return processors;
}

CELL_CALLBACK bool profiler_meets_what_runs(char *why, uint32_t size) {
  struct task *task;
  struct profiler_stack stack;
  profiled.stop = 0;
  SYSTEM_EXPECT(sched_spawn("spins", profiled_spin, NULL, &task) == OK);
  uint64_t number = task->number;
  SYSTEM_EXPECT(profiler_start(HERTZ) == OK);
  while (count(number, PROFILER_TASK) < ENOUGH && all() < MOST)
    SYSTEM_EXPECT(clock_sleep(MOMENT_NS) == OK);
  profiler_stop();
  profiled.stop = 1;
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  uint64_t met = count(number, PROFILER_TASK), samples = all(), sum = 0;
  SYSTEM_EXPECT(met >= ENOUGH);
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    for (uint32_t cursor = 0; profiler_next(cpu, &cursor, &stack) == OK;)
      sum += stack.count;
  SYSTEM_EXPECT(met <= samples && sum == samples);
  SYSTEM_EXPECT(clock_sleep(10 * MOMENT_NS) == OK && all() == samples);  // it has stopped
  profiler_clear();
  return true;
}
CELL_OPS(struct system_test, profiler_meets_what_runs_test) = {
    .name = "the profiler meets a function that runs, and who called it", .run = profiler_meets_what_runs};

CELL_CALLBACK bool profiler_meets_idleness(char *why, uint32_t size) {
  SYSTEM_EXPECT(profiler_start(HERTZ) == OK);
  while ((count(0, PROFILER_IDLE) < ENOUGH || sampled() < processors_online()) && all() < MOST)
    SYSTEM_EXPECT(clock_sleep(10 * MOMENT_NS) == OK);
  SYSTEM_EXPECT(count(0, PROFILER_IDLE) >= ENOUGH && sampled() == processors_online());
  profiler_clear();
  return true;
}
CELL_OPS(struct system_test, profiler_meets_idleness_test) = {
    .name = "the profiler meets processors that are halted, each of them", .run = profiler_meets_idleness};

CELL_CALLBACK bool profiler_gives_back(char *why, uint32_t size) {
  struct pages_statistics before, after;
  struct heap_statistics objects_before, objects_after;
  struct profiler_info info;
  struct profiler_stack stack;
  uint32_t cursor = 0;
  system_settle();
  pages_statistics(&before);
  heap_statistics(&objects_before);
  SYSTEM_EXPECT(profiler_start(0) == INVALID && profiler_start(PROFILER_HERTZ_MOST + 1) == INVALID);
  SYSTEM_EXPECT(profiler_start(HERTZ) == OK && profiler_start(HERTZ) == EXISTS);
  profiler_info(&info);
  SYSTEM_EXPECT(info.runs && info.hertz == HERTZ);
  profiler_stop();
  profiler_stop();
  SYSTEM_EXPECT(profiler_start(HERTZ) == OK);
  profiler_clear();
  profiler_info(&info);
  SYSTEM_EXPECT(!info.runs && profiler_next(0, &cursor, &stack) == NOT_FOUND);
  SYSTEM_EXPECT(profiler_next(CELL_CPUS_MAX, &cursor, &stack) == OUT_OF_RANGE);
  system_settle();
  pages_statistics(&after);
  heap_statistics(&objects_after);
  SYSTEM_EXPECT(after.spans == before.spans && objects_after.live == objects_before.live);
  return true;
}
CELL_OPS(struct system_test, profiler_gives_back_test) = {.name = "the profiler starts once, and gives its memory back",
                                                          .run = profiler_gives_back};
