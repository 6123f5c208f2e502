// SPDX-License-Identifier: Apache-2.0
// functions: those that samples met most often, by themselves and with what they called.
#include "cells/shell/commands/profiler/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

enum { IDLE = 1, KERNEL = 2 };  // no function's addresses
enum { FUNCTIONS = 256 };       // 4 KiB of the task's stack; those that find no row are counted together

struct function {
  uint64_t address;  // 0: a free row
  uint32_t self, total;
};
struct functions {
  uint64_t samples, left_out;  // of functions that found no row
  struct function row[FUNCTIONS];
};

static struct function *function_at(struct functions *functions, uint64_t address) {
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    struct function *row = &functions->row[(address / 16 + i) % FUNCTIONS];
    if (row->address == 0) row->address = address;
    if (row->address == address) return row;
  }
  return NULL;
}

// One that calls itself is met once.
static bool is_first(const struct profiler_stack *stack, uint32_t index) {
  for (uint32_t i = 0; i < index; i++)
    if (stack->frame[i] == stack->frame[index]) return false;
  return true;
}

static void add(struct functions *functions, uint64_t address, uint32_t self, uint32_t total) {
  struct function *row = function_at(functions, address);
  if (row == NULL) {
    functions->left_out += self;
    return;
  }
  row->self += self;
  row->total += total;
}

static void add_stack(struct functions *functions, const struct profiler_stack *stack) {
  uint32_t count = (uint32_t)stack->count;
  functions->samples += count;
  if (stack->frames == 0) add(functions, stack->kind == PROFILER_IDLE ? IDLE : KERNEL, count, count);
  for (uint32_t i = 0; i < stack->frames; i++)
    if (is_first(stack, i)) add(functions, stack->frame[i], i == 0 ? count : 0, count);
}

static bool is_more(const struct function *left, const struct function *right) {
  return left->self > right->self || (left->self == right->self && left->total > right->total);
}

// The next of those that are left; its row is emptied.
static bool take_most(struct functions *functions, struct function *out) {
  uint32_t most = FUNCTIONS;
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    const struct function *row = &functions->row[i];
    if (row->address != 0 && (most == FUNCTIONS || is_more(row, &functions->row[most]))) most = i;
  }
  if (most == FUNCTIONS) return false;
  *out = functions->row[most];
  functions->row[most].address = 0;
  return true;
}

static void print_line(const struct functions *functions, const struct function *function) {
  uint64_t self = function->self * UINT64_C(1000) / functions->samples;
  uint64_t total = function->total * UINT64_C(1000) / functions->samples;
  uint32_t cell;
  const char *symbol = function->address == IDLE ? "(idle)" : "(boots, or chooses a task)", *label = "";
  uint64_t offset;
  char place[32];
  if (function->address > KERNEL) {
    text_format(place, sizeof place, "0x%llx", (unsigned long long)function->address);
    symbol = place;
    const char *name;
    if (graph_symbol_at(graph_running(), function->address, &cell, &name, &offset) == OK && offset == 0 &&
        name[0] != 0) {
      symbol = name;
      label = graph_string(graph_running(), graph_cell(graph_running(), cell)->label);
    }
  }
  console_print("%5llu.%llu%% %5llu.%llu%%  %-32s %s\n", (unsigned long long)(self / 10),
                (unsigned long long)(self % 10), (unsigned long long)(total / 10), (unsigned long long)(total % 10),
                symbol, label);
}

static void print_summary(const struct functions *functions) {
  struct profiler_info info;
  struct profiler_cpu_info cpu;
  uint64_t processors = 0, lost = 0;
  profiler_info(&info);
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++) {
    if (profiler_cpu_info(i, &cpu) != OK) continue;
    processors++;
    lost += cpu.lost;
  }
  console_print("%llu samples of %llu processors, %u a second each, %llu lost; profiling %s\n",
                (unsigned long long)functions->samples, (unsigned long long)processors, info.hertz,
                (unsigned long long)(lost + functions->left_out), info.runs ? "goes on" : "has stopped");
}

void print_functions(uint64_t lines) {
  struct functions functions = {};
  struct function function;
  for (struct stacks stacks = {}; stacks_next(&stacks);)
    add_stack(&functions, &stacks.stack);
  if (functions.samples > 0) console_print("%8s %7s  %-32s %s\n", "SELF", "TOTAL", "FUNCTION", "CELL");
  for (uint64_t i = 0; functions.samples > 0 && i < lines && take_most(&functions, &function); i++)
    print_line(&functions, &function);
  print_summary(&functions);
}
