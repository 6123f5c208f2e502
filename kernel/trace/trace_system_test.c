// SPDX-License-Identifier: Apache-2.0
// The trace in the running system: what the kernel tells by it, events of tasks that are preempted in the middle, and
// what an event costs.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/sched/sched.h"
#include "kernel/trace/trace.h"
#include "testing/system/system_test.h"

// So many events that dozens of ticks come in the middle of one.
enum { WRITERS = 3, EVENTS = 200000, ROUNDS = 200, VECTOR_PAGE_FAULT = 14 };

TRACE_POINT(trace_test_point, "test", "number", "complement");

static uint64_t next_event(void) {
  struct trace_ring_info info;
  return trace_ring_info(0, &info) == OK ? info.next : 0;
}

static bool is_of(const struct trace_event *event, const char *name) {
  const struct trace_point *point;
  return trace_point_find(event->point, &point, NULL) == OK && text_equal(point->name, name);
}

// The first event from `from` on of a point with that name, of a task; UINT32_MAX: of any.
static bool find(uint64_t from, const char *name, enum trace_phase phase, uint32_t task, struct trace_event *event) {
  for (; trace_read(0, from, event) == OK; from = event->sequence + 1)
    if (event->phase == phase && (task == UINT32_MAX || event->task == task) && is_of(event, name)) return true;
  return false;
}

CELL_CALLBACK bool trace_has_boot(char *why, uint32_t size) {
  struct trace_ring_info info;
  struct trace_event begin, end, init;
  SYSTEM_EXPECT(trace_ring_info(0, &info) == OK && info.lost == 0);
  SYSTEM_EXPECT(trace_read(0, 0, &begin) == OK && begin.sequence == 0);
  SYSTEM_EXPECT(begin.phase == TRACE_PHASE_BEGIN && is_of(&begin, "boot") && begin.task == 0);
  SYSTEM_EXPECT(find(0, "boot", TRACE_PHASE_END, 0, &end) && end.cycles > begin.cycles);
  SYSTEM_EXPECT(find(0, "graph check", TRACE_PHASE_END, 0, &init) && init.cycles > begin.cycles);
  SYSTEM_EXPECT(find(0, "init", TRACE_PHASE_BEGIN, 0, &init) && init.cycles < end.cycles);
  SYSTEM_EXPECT(trace_early() == 0);
  return true;
}
CELL_OPS(struct system_test, trace_has_boot_test) = {.name = "the trace begins with the boot", .run = trace_has_boot};

CELL_CALLBACK void trace_gives_way(void *) {
  sched_give_way();
}

CELL_CALLBACK bool trace_has_switches(char *why, uint32_t size) {
  struct trace_event begin, to, end, woken;
  struct task *task;
  uint64_t from = next_event(), self = task_current()->number;
  trace_set_detail(true);
  SYSTEM_EXPECT(sched_spawn("traced task", trace_gives_way, NULL, &task) == OK);
  uint32_t number = (uint32_t)task->number;
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  trace_set_detail(false);
  SYSTEM_EXPECT(find(from, "task switch", TRACE_PHASE_INSTANT, (uint32_t)self, &to) && to.a == number);
  SYSTEM_EXPECT(find(to.sequence, "task", TRACE_PHASE_BEGIN, number, &begin));
  SYSTEM_EXPECT(begin.a == trace_text("traced t", 0) && begin.b == trace_text("ask", 0));
  SYSTEM_EXPECT(find(begin.sequence, "task", TRACE_PHASE_END, number, &end) && end.cycles > begin.cycles);
  woken = end;
  do
    SYSTEM_EXPECT(find(woken.sequence + 1, "wake", TRACE_PHASE_INSTANT, UINT32_MAX, &woken));
  while (woken.a != self);  // the undertaker is woken too
  SYSTEM_EXPECT(find(end.sequence, "task switch", TRACE_PHASE_INSTANT, number, &to));
  return true;
}
CELL_OPS(struct system_test, trace_has_switches_test) = {.name = "switches, wakes, begins and ends show up",
                                                         .run = trace_has_switches};

CELL_UNSAFE("faults, and so stores nothing") CELL_CALLBACK void trace_faults(void *) {
  __asm__ volatile("movl $1, 0x10" ::: "memory");
}

CELL_CALLBACK bool trace_has_faults(char *why, uint32_t size) {
  struct trace_event fault, end;
  struct task *task;
  enum task_end how;
  uint64_t from = next_event();
  SYSTEM_EXPECT(sched_spawn("faults", trace_faults, NULL, &task) == OK);
  uint32_t number = (uint32_t)task->number;
  SYSTEM_EXPECT(sched_join(&task, &how, NULL) == OK && how == TASK_FAULTED);
  SYSTEM_EXPECT(find(from, "fault", TRACE_PHASE_INSTANT, number, &fault) && fault.a == VECTOR_PAGE_FAULT);
  SYSTEM_EXPECT(find(fault.sequence, "task", TRACE_PHASE_END, number, &end));
  return true;
}
CELL_OPS(struct system_test, trace_has_faults_test) = {.name = "a fault shows up with its task and its vector",
                                                       .run = trace_has_faults};

CELL_CALLBACK void trace_writes(void *argument) {
  for (uint64_t i = 0; i < EVENTS; i++)
    TRACE(trace_test_point, (uint64_t)argument << 32 | i, ~((uint64_t)argument << 32 | i));
}

// All that is kept now and was told by the writers is whole and in the order of each.
static bool are_whole(uint64_t from, uint64_t first_task) {
  struct trace_event event;
  uint64_t last[WRITERS] = {0};
  uint32_t number = trace_point_number(&trace_test_point);
  for (; trace_read(0, from, &event) == OK; from = event.sequence + 1) {
    if (event.point != number) continue;
    uint64_t writer = event.a >> 32, i = event.a & UINT32_MAX;
    if (event.b != ~event.a || writer >= WRITERS || event.task != first_task + writer || event.phase != 0) return false;
    if (i < last[writer] || i >= EVENTS) return false;
    last[writer] = i;
  }
  return true;
}

CELL_CALLBACK bool trace_whole_events(char *why, uint32_t size) {
  struct task *tasks[WRITERS];
  uint64_t from = next_event(), before = trace_point_count(&trace_test_point), looks = 0;
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(sched_spawn("writer", trace_writes, (void *)i, &tasks[i]) == OK);
  uint64_t first_task = tasks[0]->number;
  for (; tasks[0]->state != TASK_ENDED; looks++)
    SYSTEM_EXPECT(are_whole(from, first_task));  // preempted by the writers, who overwrite what it reads
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, NULL) == OK);
  SYSTEM_EXPECT(are_whole(from, first_task) && looks > 0);
  SYSTEM_EXPECT(trace_point_count(&trace_test_point) == before + (uint64_t)WRITERS * EVENTS);
  return true;
}
CELL_OPS(struct system_test, trace_whole_events_test) = {.name = "events of preempted tasks are whole and all counted",
                                                         .run = trace_whole_events};

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

static bool within(const char *what, uint64_t took, uint64_t budget, char *why, uint32_t size) {
  uint64_t each = took / ROUNDS;
  console_print("[cost] %s: %lu instructions, budget %lu\n", what, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s costs %lu instructions, over its budget of %lu", what, each, budget);
  return false;
}

static uint64_t cost_of_events(void) {
  uint64_t start = arch_cycles();
  for (uint64_t i = 0; i < ROUNDS; i++)
    TRACE(trace_test_point, i, 0);
  return arch_cycles() - start;
}

CELL_CALLBACK bool trace_costs(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t on = cost_of_events(), start = arch_cycles();
  for (uint64_t i = 0; i < ROUNDS; i++)
    trace_record_at(&trace_test_point, TRACE_PHASE_INSTANT, start, 1, i, 0);
  uint64_t at = arch_cycles() - start;
  SYSTEM_EXPECT(trace_point_set(&trace_test_point, false) == OK);
  uint64_t point_off = cost_of_events();
  SYSTEM_EXPECT(trace_point_set(&trace_test_point, true) == OK);
  trace_set(false);
  uint64_t all_off = cost_of_events();
  trace_set(true);
  return within("an event", on, 85, why, size) && within("an event with time and task known", at, 60, why, size) &&
         within("an event of a point that is off", point_off, 95, why, size) &&
         within("an event while recording is off", all_off, 60, why, size);
}
CELL_OPS(struct system_test, trace_costs_test) = {.name = "events keep their budget", .run = trace_costs};
