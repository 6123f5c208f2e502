// SPDX-License-Identifier: Apache-2.0
// rows: all counts for programs, in the format of docs/profiling.md.
#include "cells/shell/commands/profiler/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/task/task.h"

enum { FORMAT = 1, TOLD = 256 };

// The functions that were told last: most of a stack's are those of the one before.
struct rows {
  uint64_t stacks;
  uint64_t told[TOLD];
};

bool stacks_next(struct stacks *stacks) {
  for (; stacks->cpu < CELL_CPUS_MAX; stacks->cpu++, stacks->cursor = 0)
    if (profiler_next(stacks->cpu, &stacks->cursor, &stacks->stack) == OK) return true;
  return false;
}

static void print_function(struct rows *rows, uint64_t address) {
  uint64_t *told = &rows->told[address / 16 % TOLD];
  uint32_t cell;
  const char *symbol;
  uint64_t offset;
  if (*told == address) return;
  *told = address;
  if (graph_symbol_at(graph_running(), address, &cell, &symbol, &offset) != OK || offset != 0 || symbol[0] == 0) return;
  const struct graph_cell *row = graph_cell(graph_running(), cell);
  console_print("function %llu \"%s\" \"%s\"\n", (unsigned long long)address,
                row == NULL ? "?" : graph_string(graph_running(), row->label), symbol);
}

static void task_name(const struct profiler_stack *stack, char name[TASK_NAME]) {
  struct task_info info = {};
  const char *known = stack->kind == PROFILER_IDLE ? "idle" : "kernel";
  if (stack->kind == PROFILER_TASK)
    known = task_next(stack->task - 1, &info) == OK && info.number == stack->task ? info.name : "";
  text_copy(name, TASK_NAME, known);
  for (; *name != 0; name++)
    if (*name < ' ' || *name == '"' || *name == '\\' || *name == 0x7f) *name = '?';
}

static void print_stack(struct rows *rows, uint32_t cpu, const struct profiler_stack *stack) {
  char name[TASK_NAME];
  for (uint32_t i = 0; i < stack->frames; i++)
    print_function(rows, stack->frame[i]);
  task_name(stack, name);
  console_print("stack %u %llu %llu \"%s\"", cpu, (unsigned long long)stack->count, (unsigned long long)stack->task,
                name);
  for (uint32_t i = 0; i < stack->frames; i++)
    console_print(" %llu", (unsigned long long)stack->frame[i]);
  console_print("\n");
  rows->stacks++;
}

void print_rows(void) {
  struct rows rows = {};
  struct profiler_info info;
  struct profiler_cpu_info cpu;
  profiler_info(&info);
  console_print("profiler %d\nrate %u\n", FORMAT, info.hertz);
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++)
    if (profiler_cpu_info(i, &cpu) == OK)
      console_print("cpu %u %llu %llu\n", i, (unsigned long long)cpu.samples, (unsigned long long)cpu.lost);
  for (struct stacks stacks = {}; stacks_next(&stacks);)
    print_stack(&rows, stacks.cpu, &stacks.stack);
  console_print("end %llu\n", (unsigned long long)rows.stacks);
}
