// SPDX-License-Identifier: Apache-2.0
// profiler: a timer and a table for each processor. The table is its processor's alone while profiling runs; the lock is between those who start,
// stop and read.
#include "kernel/profiler/profiler.h"

#include "kernel/backtrace/backtrace.h"
#include "kernel/clock/clock.h"
#include "kernel/graph/graph.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/processors.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer.h"

enum { SECOND_NS = 1000000000, PAGE = 4096 };
enum { TABLE_PAGES = PROFILER_STACKS * sizeof(struct profiler_stack) / PAGE };
static_assert(sizeof(struct profiler_stack) == 256);
enum { PROBES = 16 };  // so that a full table does not make a sample long

struct profiler_state {
  struct lock lock;
  uint32_t hertz;
  uint32_t runs;
};
CELL_STATE(struct profiler_state, profiler);

struct profiler_cpu {
  OWN struct profiler_stack *table;  // null: not sampled. A row whose count is 0 is free
  OWN struct timer *timer;           // null: it does not run
  uint64_t samples, lost, stacks;
};
CELL_CPU_STATE(struct profiler_cpu, profiler_cpus);

// ---- A sample ----

// Where the function begins that an address lies in, so that stacks that differ by an instruction are one.
static uint64_t function_of(uint64_t address, bool is_call) {
  uint32_t cell;
  const char *symbol;
  uint64_t offset, at = address - is_call;  // a call that does not return may be its function's last instruction
  return graph_symbol_at(graph_running(), at, &cell, &symbol, &offset) == OK ? at - offset : address;
}

// What this processor was doing when the timer's interrupt came.
static void look(struct profiler_stack *seen) {
  const struct nucleus_cpu *cpu = nucleus_cpu();
  const struct task *task = (const struct task *)cpu->current;
  seen->kind = cpu->idle != 0 ? PROFILER_IDLE : task == NULL ? PROFILER_KERNEL : PROFILER_TASK;
  if (seen->kind != PROFILER_TASK) return;
  seen->task = task->number;
  seen->frames = backtrace_context(&task->context, seen->frame, PROFILER_FRAMES);
  for (uint32_t i = 0; i < seen->frames; i++)
    seen->frame[i] = function_of(seen->frame[i], i > 0);
}

// FNV-1a over words (Fowler, Noll, Vo).
static uint64_t hash_of(const struct profiler_stack *seen) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seen->task ^ (uint64_t)seen->kind << 32;
  for (uint32_t i = 0; i < seen->frames; i++)
    hash = (hash ^ seen->frame[i]) * UINT64_C(0x100000001b3);
  return hash ^ hash >> 32;
}

static bool is_same(const struct profiler_stack *left, const struct profiler_stack *right) {
  if (left->task != right->task || left->kind != right->kind || left->frames != right->frames) return false;
  for (uint32_t i = 0; i < left->frames; i++)
    if (left->frame[i] != right->frame[i]) return false;
  return true;
}

static void fill(struct profiler_stack *row, const struct profiler_stack *seen) {
  row->task = seen->task;
  row->kind = seen->kind;
  row->frames = seen->frames;
  for (uint32_t i = 0; i < seen->frames; i++)
    row->frame[i] = seen->frame[i];
  __atomic_store_n(&row->count, 1, __ATOMIC_RELEASE);  // from here on readers see it
}

static void count(struct profiler_cpu *cpu, const struct profiler_stack *seen) {
  uint64_t hash = hash_of(seen);
  cpu->samples++;
  for (uint32_t i = 0; i < PROBES; i++) {
    struct profiler_stack *row = &cpu->table[(hash + i) % PROFILER_STACKS];
    if (row->count == 0) {
      cpu->stacks++;
      fill(row, seen);
      return;
    }
    if (is_same(row, seen)) {
      row->count++;
      return;
    }
  }
  cpu->lost++;
}

CELL_CALLBACK void profiler_sample(uint64_t period_ns) {
  struct profiler_cpu *cpu = &profiler_cpus[nucleus_cpu()->number];
  struct profiler_stack seen = {};
  if (cpu->timer == NULL || cpu->table == NULL) return;
  look(&seen);
  count(cpu, &seen);
  timer_repeat(cpu->timer, period_ns);
}

// ---- Start and stop ----

static void end_timers(void) {
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++) {
    (void)timer_stop(profiler_cpus[i].timer);
    profiler_cpus[i].timer = NULL;
  }
  profiler.runs = 0;
}

static void drop_tables(void) {
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++) {
    if (profiler_cpus[i].table != NULL) (void)pages_release(profiler_cpus[i].table);
    profiler_cpus[i] = (struct profiler_cpu){};
  }
}

static status_t make_table(struct profiler_cpu *cpu) {
  void *table;
  status_t status = pages_reserve(TABLE_PAGES, "profile", &table);
  if (status != OK) return status;
  status = pages_give(table, ledger_cell(CELL_LABEL));
  if (status == OK)
    cpu->table = table;
  else
    (void)pages_release(table);
  return status;
}

HOLDS(&profiler.lock) static status_t make_tables(void) {
  status_t status = OK;
  struct processor_info info;
  drop_tables();
  for (uint32_t i = 0; status == OK && processors_info(i, &info) == OK; i++)
    if (info.state == PROCESSOR_ONLINE) status = make_table(&profiler_cpus[i]);
  if (status != OK) drop_tables();
  return status;
}

status_t profiler_reserve(uint32_t hertz) {
  if (hertz == 0 || hertz > PROFILER_HERTZ_MOST) return INVALID;
  lock_enter(&profiler.lock);
  status_t status = profiler.runs != 0 ? EXISTS : make_tables();
  if (status == OK) {
    profiler.hertz = hertz;
    profiler.runs = 1;
  }
  lock_leave(&profiler.lock);
  return status;
}

// On its processor, which takes the first sample at once.
void profiler_begin(uint64_t period_ns) {
  struct profiler_cpu *cpu = &profiler_cpus[nucleus_cpu()->number];
  struct timer *timer;
  lock_enter(&profiler.lock);
  if (cpu->table != NULL && cpu->timer == NULL && timer_start(0, profiler_sample, period_ns, &timer) == OK) {
    if (timer_give(timer, ledger_cell(CELL_LABEL)) == OK)
      cpu->timer = timer;
    else
      (void)timer_stop(timer);
  }
  lock_leave(&profiler.lock);
}

static status_t begin_on(uint32_t cpu, uint64_t period_ns) {
  status_t status = processors_call(cpu, profiler_begin, period_ns, PROCESSORS_PATIENCE_NS);
  if (status != OK) return status;
  return profiler_cpus[cpu].timer != NULL ? OK : NO_MEMORY;
}

status_t profiler_start(uint32_t hertz) {
  status_t status = profiler_reserve(hertz);
  if (status != OK) return status;
  for (uint32_t i = 0; status == OK && i < CELL_CPUS_MAX; i++)
    if (profiler_cpus[i].table != NULL) status = begin_on(i, SECOND_NS / hertz);
  if (status != OK) profiler_clear();
  return status;
}

void profiler_stop(void) {
  lock_enter(&profiler.lock);
  end_timers();
  lock_leave(&profiler.lock);
}

void profiler_clear(void) {
  lock_enter(&profiler.lock);
  end_timers();
  drop_tables();
  lock_leave(&profiler.lock);
}

// ---- What is told ----

void profiler_info(struct profiler_info *info) {
  *info = (struct profiler_info){.hertz = profiler.hertz, .runs = profiler.runs != 0};
}

status_t profiler_cpu_info(uint32_t cpu, struct profiler_cpu_info *info) {
  if (cpu >= CELL_CPUS_MAX) return OUT_OF_RANGE;
  const struct profiler_cpu *row = &profiler_cpus[cpu];
  if (row->table == NULL) return NOT_FOUND;
  *info = (struct profiler_cpu_info){.samples = row->samples, .lost = row->lost, .stacks = row->stacks};
  return OK;
}

HOLDS(&profiler.lock)
static status_t next(const struct profiler_stack *table, uint32_t *cursor, struct profiler_stack *stack) {
  while (table != NULL && *cursor < PROFILER_STACKS) {
    const struct profiler_stack *row = &table[(*cursor)++];
    if (__atomic_load_n(&row->count, __ATOMIC_ACQUIRE) == 0) continue;
    *stack = *row;
    return OK;
  }
  return NOT_FOUND;
}

// Under the lock, so that the table stays while it is read.
status_t profiler_next(uint32_t cpu, uint32_t *cursor, struct profiler_stack *stack) {
  if (cpu >= CELL_CPUS_MAX) return OUT_OF_RANGE;
  lock_enter(&profiler.lock);
  status_t status = next(profiler_cpus[cpu].table, cursor, stack);
  lock_leave(&profiler.lock);
  return status;
}
