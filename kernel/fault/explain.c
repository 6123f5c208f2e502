// SPDX-License-Identifier: Apache-2.0
// What a fault was, in words (Intel SDM vol. 3, 6.15; page-fault error code: 4.7).
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/graph/graph.h"
#include "kernel/task/task.h"

enum { PAGE = 4096, PRESENT = 1, WRITE = 2, RESERVED = 8, FETCH = 16 };

static const char *vector_name(uint64_t vector) {
  switch (vector) {
  case 0: return "divide error: by zero, or the quotient is too large";
  case 1: return "debug exception";
  case 2: return "non-maskable interrupt";
  case 3: return "breakpoint";
  case 4: return "overflow";
  case 5: return "bound exceeded";
  case 6: return "invalid instruction";
  case 7: return "floating point or SIMD instruction, which the kernel does not use";
  case 8: return "double fault: an exception could not be delivered";
  case 10: return "invalid task state segment";
  case 11: return "segment not present";
  case 12: return "stack fault: a non-canonical address in a stack access";
  case 13: return "general protection: a non-canonical address, or an instruction that is not allowed here";
  case 14: return "page fault";
  case 16: return "floating-point error";
  case 17: return "misaligned access";
  case 18: return "machine check: the hardware reports an error";
  case 19: return "SIMD error";
  case 21: return "control protection";
  default: return "unknown exception";
  }
}

static bool is_between(uint64_t address, uint64_t low, uint64_t size) {
  return address - low < size;
}

static const char *region_part(uint64_t address) {
  for (enum region_area area = REGION_HEADER; area < REGION_AREAS; area = (enum region_area)(area + 1)) {
    struct region_span span = region_span(area);
    if (is_between(address, REGION_BASE + span.offset, span.size)) return span.name;
  }
  return "gap";
}

// What lies at an address that was touched in vain; needs no memory but this cell's own.
static void explain_address(uint64_t address, char *text, uint32_t size) {
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

static bool is_below_stack(const struct nucleus_fault *fault) {
  const struct nucleus_context *context = fault->context;
  return context != NULL && is_between(fault->address, context->stack_low - PAGE, PAGE);
}

static bool is_below_cpu_stack(const struct nucleus_fault *fault) {
  return is_between(fault->address, nucleus_cpu()->stack_top - (NUCLEUS_STACK_PAGES + 1) * PAGE, PAGE);
}

static void explain_page(const struct nucleus_fault *fault, char *text, uint32_t size) {
  uint64_t error = fault->frame.error;
  const char *access = error & FETCH ? "jump" : error & WRITE ? "write" : "read";
  if (is_below_stack(fault)) {
    text_format(text, size, "stack overflow of task '%s': %s at 0x%lx, just below its stack",
                ((const struct task *)fault->context)->name, access, fault->address);
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

static const struct graph_cell *cell_of_text(uint64_t address) {
  const uint8_t *region = graph_running();
  const struct graph_cell *cell = graph_cell(region, graph_cell_at(region, address));
  return cell != NULL && is_between(address, cell->text_address, cell->text_size) ? cell : NULL;
}

// ASSERT leaves its message's address in rdi (assert.h). The message must lie in some cell's read-only pages to be
// believed.
static bool explain_assertion(const struct nucleus_fault *fault, const uint8_t *code, char *text, uint32_t size) {
  if (code[0] != 0x0f || code[1] != 0xb9 || code[2] != 0xff) return false;
  const uint8_t *region = graph_running();
  uint64_t message = fault->frame.rdi;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    const struct graph_cell *cell = graph_cell(region, i);
    if (cell == NULL || !is_between(message, cell->read_address, cell->read_size)) continue;
    uint64_t left = cell->read_address + cell->read_size - message;
    int length = (int)text_length_at_most((const char *)message, left < 100 ? left : 100);
    text_format(text, size, "assertion failed: %.*s", length, (const char *)message);
    return true;
  }
  text_copy(text, size, "assertion failed");
  return true;
}

static uint64_t register_value(const struct nucleus_frame *frame, uint32_t number) {
  const uint64_t values[] = {frame->rax, frame->rcx, frame->rdx, frame->rbx, frame->rsp, frame->rbp,
                             frame->rsi, frame->rdi, frame->r8,  frame->r9,  frame->r10, frame->r11,
                             frame->r12, frame->r13, frame->r14, frame->r15};
  return values[number & 15];
}

// What clang puts before a call through a pointer (-fsanitize=kcfi):
//   movl $-id, %r10d;  addl -4(%reg), %r10d;  je +2;  ud2
// The addition's last bytes are REX 03 ModRM [SIB] fc; its register holds where the call would have gone.
static bool explain_kcfi(const struct nucleus_fault *fault, const struct graph_cell *cell, const uint8_t *code,
                         char *text, uint32_t size) {
  if (fault->frame.rip - cell->text_address < 16 || code[0] != 0x0f || code[1] != 0x0b) return false;
  if (code[-2] != 0x74 || code[-1] != 0x02 || code[-3] != 0xfc) return false;
  const uint8_t *modrm = code[-5] == 0x03 ? code - 4 : code - 5;
  if (modrm[-1] != 0x03 || (modrm[-2] & 0xf0) != 0x40) return false;
  uint64_t target = register_value(&fault->frame, (modrm[0] & 7u) | (modrm[-2] & 1u) << 3);
  struct fault_place place = place_of(target, false);
  text_format(text, size, "call through a pointer to a function of another type (kcfi): 0x%lx %s", target,
              place.symbol == NULL ? "is in no cell" : place.symbol);
  return true;
}

void explain(const struct nucleus_fault *fault, char *text, uint32_t size) {
  explain_plain(fault, text, size);
  if (fault->frame.vector != VECTOR_INVALID_CODE) return;
  const struct graph_cell *cell = cell_of_text(fault->frame.rip);
  if (cell == NULL || cell->text_address + cell->text_size - fault->frame.rip < 3) return;
  const uint8_t *code = (const uint8_t *)fault->frame.rip;
  if (!explain_assertion(fault, code, text, size)) explain_kcfi(fault, cell, code, text, size);
}
