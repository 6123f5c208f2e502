// SPDX-License-Identifier: Apache-2.0
// profiler: what the processors run, looked at many times a second; each stack is counted. docs/profiling.md.
//
// Context  profiler_start: outside transactions, in a task. ATOMIC and READ: any but faults and interrupts.
// Owns     while there are counts, a table for each processor that was online at the start, as the cell's own in the ledger, and a timer each.
// State    `profiler`: the rate and whether it runs. `profiler_cpus`: the tables.
// Errors   INVALID: a rate of 0 or above PROFILER_HERTZ_MOST. EXISTS: it runs already. NO_MEMORY. UNSUPPORTED: no timers.
//          TIMED_OUT, BUSY: a processor did not answer. OUT_OF_RANGE, NOT_FOUND: see there.
#pragma once
#include "kernel/base/cell.h"

enum {
  PROFILER_HERTZ_MOST = 1000,
  PROFILER_FRAMES = 29,    // the outermost of a deeper stack are cut off
  PROFILER_STACKS = 2048,  // different ones, of a processor
};

// What a sample met.
enum profiler_kind { PROFILER_TASK, PROFILER_IDLE, PROFILER_KERNEL };

// A stack, and how often it was met.
struct profiler_stack {
  uint64_t count;
  uint64_t task;  // number; 0: none
  uint32_t kind;  // enum profiler_kind
  uint32_t frames;
  uint64_t frame[PROFILER_FRAMES];  // addresses of functions, the innermost first
};

struct profiler_info {
  uint32_t hertz;
  bool runs;
};
struct profiler_cpu_info {
  uint64_t samples;
  uint64_t lost;    // of them, those that found no room
  uint64_t stacks;  // different ones
};

// Forgets the counts that there are and begins anew, on all processors that are online, hertz times a second each.
RAW status_t profiler_start(uint32_t hertz);
ATOMIC void profiler_stop(void);   // keeps the counts
ATOMIC void profiler_clear(void);  // stops, and gives the memory back

READ void profiler_info(struct profiler_info *info);
READ status_t profiler_cpu_info(uint32_t cpu, struct profiler_cpu_info *info);  // OUT_OF_RANGE. NOT_FOUND: not sampled
// Copies the next stack that was counted on that processor; *cursor is 0 at first. NOT_FOUND: no more.
READ status_t profiler_next(uint32_t cpu, uint32_t *cursor, struct profiler_stack *stack);

// Of profiler_start: the memory, and whether it may begin; and what each processor then does.
ATOMIC status_t profiler_reserve(uint32_t hertz);
ATOMIC void profiler_begin(uint64_t period_ns);
