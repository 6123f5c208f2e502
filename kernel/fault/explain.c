// SPDX-License-Identifier: Apache-2.0
// What a fault was, in words (Intel SDM vol. 3, 6.15; page-fault error code: 4.7).
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/task/task.h"

enum { PAGE = 4096, PRESENT = 1, WRITE = 2, RESERVED = 8, FETCH = 16 };

RAW_STATIC const char *vector_name(uint64_t vector) {
  switch (vector) {
  case 0: return "divide error: by zero, or the quotient is too large";
  case 1: return "debug exception";
  case 2: return "non-maskable interrupt";
  case 3: return "breakpoint";
  case 4: return "overflow";
  case 5: return "bound exceeded";
  case 6: return "invalid instruction";
  case 7:
    return "floating-point or vector instruction in a task that has not asked for it (task_options.floating_point)";
  case 8: return "double fault: an exception could not be delivered";
  case 10: return "invalid task state segment";
  case 11: return "segment not present";
  case 12: return "stack fault: a non-canonical address in a stack access";
  case 13: return "general protection: a non-canonical address, or an instruction that is not allowed here";
  case 14: return "page fault";
  case 16: return "floating-point exception (x87) that the task has unmasked";
  case 17: return "misaligned access";
  case 18: return "machine check: the hardware reports an error";
  case 19: return "floating-point exception (SSE) that the task has unmasked";
  case 21: return "control protection";
  default: return "unknown exception";
  }
}

RAW_STATIC bool is_between(uint64_t address, uint64_t low, uint64_t size) {
  return address - low < size;
}

RAW_STATIC const char *region_part(uint64_t address) {
  for (enum region_area area = REGION_HEADER; area < REGION_AREAS; area = (enum region_area)(area + 1)) {
    struct region_span span = region_span(area);
    if (is_between(address, REGION_BASE + span.offset, span.size)) return span.name;
  }
  return "gap";
}

// What lies at an address that was touched in vain; needs no memory but this cell's own.
RAW_STATIC void explain_address(uint64_t address, char *text, uint32_t size) {
  if (address < PAGE)
    text_copy(text, size, "near null");
  else if (is_between(address, REGION_BASE, REGION_SIZE))
    text_format(text, size, "in the region's area '%s'", region_part(address));
  else if (is_between(address, DYNAMIC_BASE, DYNAMIC_SIZE))
    text_copy(text, size, "among stacks and devices");
  else if (address >= DIRECT_BASE && address < DYNAMIC_BASE)
    text_copy(text, size, "in the direct map of RAM");
  else
    text_copy(text, size, "where nothing ever lies");
}

bool is_below_stack(const struct nucleus_fault *fault) {
  const struct nucleus_context *context = fault->context;
  return context != NULL && is_between(fault->address, context->stack_low - PAGE, PAGE);
}

bool is_behind_journal(const struct nucleus_fault *fault) {
  return fault->transaction != NULL && is_between(fault->address, fault->transaction->journal_end, PAGE);
}

RAW_STATIC bool is_below_cpu_stack(const struct nucleus_fault *fault) {
  return is_between(fault->address, nucleus_cpu()->stack_top - (NUCLEUS_STACK_PAGES + 1) * PAGE, PAGE);
}

RAW_STATIC void explain_page(const struct nucleus_fault *fault, char *text, uint32_t size) {
  uint64_t error = fault->frame.error;
  const char *access = error & FETCH ? "jump" : error & WRITE ? "write" : "read";
  if (is_below_stack(fault)) {
    text_format(text, size, "stack overflow of task '%s': %s at 0x%lx, just below its stack",
                ((const struct task *)fault->context)->name, access, fault->address);
    return;
  }
  if (is_behind_journal(fault)) {
    text_format(text, size, "the transaction changes too much: its journal of %lu KiB is full",
                (fault->transaction->journal_end - fault->transaction->journal) / 1024);
    return;
  }
  if (is_below_cpu_stack(fault)) {
    text_format(text, size, "stack overflow of the CPU itself: %s at 0x%lx, just below its own stack", access,
                fault->address);
    return;
  }
  const char *kind = error & RESERVED     ? "wrongly mapped"
                     : !(error & PRESENT) ? "unmapped"
                     : error & FETCH      ? "not executable"
                                          : "read-only";
  char where[64];
  explain_address(fault->address, where, sizeof where);
  text_format(text, size, "page fault: %s %s %s address 0x%lx, %s", access,
              error & WRITE || error & FETCH ? "to" : "of", kind, fault->address, where);
}

void explain_plain(const struct nucleus_fault *fault, char *text, uint32_t size) {
  if (fault->frame.vector == VECTOR_PAGE) return explain_page(fault, text, size);
  text_copy(text, size, vector_name(fault->frame.vector));
}

void explain(const struct nucleus_fault *fault, char *text, uint32_t size) {
  if (fault->frame.vector == VECTOR_INVALID_CODE && explain_code(fault, text, size)) return;
  explain_plain(fault, text, size);
}
