// SPDX-License-Identifier: Apache-2.0
// Where a fault was: addresses into names, and the walk along frame pointers. Reads nothing but the graph and the given
// stack.
#include "kernel/base/region.h"
#include "kernel/fault/internal.h"
#include "kernel/graph/graph.h"

enum { PAGE = 4096 };

struct fault_place place_of(uint64_t address, bool is_call) {
  const uint8_t *region = graph_running();
  struct fault_place place = {.is_call = is_call};
  uint32_t cell;
  // A call that does not return can be the last instruction of its function: its return address lies in the next one.
  if (graph_symbol_at(region, address - (is_call ? 1 : 0), &cell, &place.symbol, &place.offset) != OK) return place;
  const struct graph_cell *found = graph_cell(region, cell);
  if (found == NULL) return place;
  place.cell = graph_string(region, found->label);
  place.version = found->version;
  if (is_call) place.offset++;
  return place;
}

RAW_STATIC bool holds(struct fault_stack stack, uint64_t address) {
  return address >= stack.low && address < stack.high;
}

// Which of the stacks that may be running holds the address: the context's, the CPU's own, the one for faults.
struct fault_stack stack_of(const struct nucleus_fault *fault, uint64_t address) {
  const struct nucleus_cpu *cpu = nucleus_cpu();
  struct fault_stack stacks[] = {
      {0, 0},
      {cpu->stack_top - NUCLEUS_STACK_PAGES * PAGE, cpu->stack_top},
      {cpu->fault_stack_top - NUCLEUS_FAULT_PAGES * PAGE, cpu->fault_stack_top},
  };
  if (fault->context != NULL) stacks[0] = (struct fault_stack){fault->context->stack_low, fault->context->stack_high};
  for (uint32_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++)
    if (holds(stacks[i], address)) return stacks[i];
  return (struct fault_stack){0, 0};
}

// A frame is the caller's frame pointer and above it the return address; callers lie higher. The first one has 0 there.
uint32_t backtrace(struct fault_stack stack, uint64_t frame_pointer, uint64_t *returns, uint32_t most,
                   uint64_t *broken) {
  uint32_t count = 0;
  *broken = 0;
  while (count < most && frame_pointer != 0) {
    if (frame_pointer % 8 != 0 || !holds(stack, frame_pointer) || stack.high - frame_pointer < 16) {
      *broken = frame_pointer;
      break;
    }
    const uint64_t *frame = (const uint64_t *)frame_pointer;
    if (frame[1] == 0) break;
    returns[count++] = frame[1];
    stack.low = frame_pointer + 1;
    frame_pointer = frame[0];
  }
  return count;
}
