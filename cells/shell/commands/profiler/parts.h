// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the profiler command share.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/profiler/profiler.h"

// Where a walk over all that was counted stands; all zero at first.
struct stacks {
  uint32_t cpu, cursor;
  struct profiler_stack stack;  // that it met last, on `cpu`
};
bool stacks_next(struct stacks *stacks);  // false: no more
void print_rows(void);
void print_functions(uint64_t lines);  // those met most often
