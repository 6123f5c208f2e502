// SPDX-License-Identifier: Apache-2.0
// internal: the parts of kernel/fault: what happened (explain.c), where (where.c), how it is told (report.c).
#pragma once
#include "kernel/fault/fault.h"

enum fault_vector {
  VECTOR_DEBUG = 1,
  VECTOR_NMI = 2,
  VECTOR_BREAKPOINT = 3,
  VECTOR_INVALID_CODE = 6,
  VECTOR_DOUBLE = 8,
  VECTOR_PAGE = 14,
  VECTOR_MACHINE = 18,
};

// A place in some cell's text. The names are views into the graph: never kept.
struct fault_place {
  const char *cell, *symbol;  // null: not in any cell
  uint64_t version, offset;
  bool is_call;  // a return address: the call before it is meant
};

// A stack, as far as it may be read.
struct fault_stack {
  uint64_t low, high;  // equal: none
};

// What the exception was, as one sentence. `explain` reads code at rip and what lies behind registers: under
// faults.guard only.
void explain_plain(const struct nucleus_fault *fault, char *text, uint32_t size);
void explain(const struct nucleus_fault *fault, char *text, uint32_t size);

struct fault_place place_of(uint64_t address, bool is_call);
struct fault_stack stack_of(const struct nucleus_fault *fault, uint64_t address);
// Fills returns[] with return addresses, innermost first; *broken is the frame pointer that led off the stack, or 0.
uint32_t backtrace(struct fault_stack stack, uint64_t frame_pointer, uint64_t *returns, uint32_t most,
                   uint64_t *broken);

// After a jump to where no code is: who jumped.
bool jumped_from(const struct nucleus_fault *fault, uint64_t *caller);

void report_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_registers(const struct nucleus_frame *frame);
void report_place(const char *before, uint64_t address, bool is_call, bool symbols);
void report_backtrace(const struct nucleus_fault *fault, bool symbols);
