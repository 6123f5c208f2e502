// SPDX-License-Identifier: Apache-2.0
// What an invalid instruction says of itself: the checks of the compiler and ASSERT are known by their code.
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/graph/graph.h"

enum { CODE_LEAST = 3 };  // bytes of the shortest

RAW_STATIC bool is_between(uint64_t address, uint64_t low, uint64_t size) {
  return address - low < size;
}

RAW_STATIC const struct graph_cell *cell_of_text(uint64_t address) {
  const uint8_t *region = graph_running();
  const struct graph_cell *cell = graph_cell(region, graph_cell_at(region, address));
  return cell != NULL && is_between(address, cell->text_address, cell->text_size) ? cell : NULL;
}

RAW_STATIC bool raises(const uint8_t *code) {
  return code[0] == 0x0f && code[1] == 0xb9 && code[2] == 0xfe;
}

// The processor has read the instruction, so it is there.
bool is_raised(const struct nucleus_fault *fault) {
  return fault->frame.vector == VECTOR_INVALID_CODE && raises((const uint8_t *)fault->frame.rip);
}

// FAULT_RAISE leaves a text's address in rdi that its caller made on the stack.
RAW_STATIC bool explain_raised(const struct nucleus_fault *fault, const uint8_t *code, char *text, uint32_t size) {
  if (!raises(code)) return false;
  uint64_t message = fault->frame.rdi;
  struct fault_stack stack = stack_of(fault, message);
  uint64_t left = stack.high - message;
  if (stack.high == 0) return false;
  int length = (int)text_length_at_most((const char *)message, left < size ? left : size);
  text_format(text, size, "%.*s", length, (const char *)message);
  return true;
}

// ASSERT leaves its message's address in rdi (assert.h). The message must lie in some cell's read-only pages to be
// believed.
RAW_STATIC bool explain_assertion(const struct nucleus_fault *fault, const uint8_t *code, char *text, uint32_t size) {
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

RAW_STATIC uint64_t register_value(const struct nucleus_frame *frame, uint32_t number) {
  const uint64_t values[] = {frame->rax, frame->rcx, frame->rdx, frame->rbx, frame->rsp, frame->rbp,
                             frame->rsi, frame->rdi, frame->r8,  frame->r9,  frame->r10, frame->r11,
                             frame->r12, frame->r13, frame->r14, frame->r15};
  return values[number & 15];
}

// What clang puts before a call through a pointer (-fsanitize=kcfi):
//   movl $-id, %r10d;  addl -4(%reg), %r10d;  je +2;  ud2
// The addition's last bytes are REX 03 ModRM [SIB] fc; its register holds where the call would have gone.
RAW_STATIC bool explain_kcfi(const struct nucleus_fault *fault, const struct graph_cell *cell, const uint8_t *code,
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

// The checks of -fsanitize=undefined, in the order of clang's list of them (clang/lib/CodeGen/SanitizerHandler.h).
RAW_STATIC const char *undefined_name(uint8_t check) {
  switch (check) {
  case 0: return "an addition overflows";
  case 1: return "what cannot be reached is reached";
  case 3: return "a division overflows, or is by zero";
  case 5: return "a floating-point number does not fit the integer";
  case 6: return "a call through a pointer of another type";
  case 7: return "a conversion changes the value";
  case 8: return "a builtin is called with a value that it does not take";
  case 10: return "a value that its type does not have is read";
  case 11: return "a function ends without its result";
  case 12: return "a multiplication overflows";
  case 13: return "a negation overflows";
  case 18: return "an index is out of bounds";
  case 19: return "a pointer is moved out of its object";
  case 20: return "a shift by too much";
  case 21: return "a subtraction overflows";
  case 22: return "a null or misaligned pointer, or an object too small for its type";
  default: return "undefined behaviour";
  }
}

// -fsanitize-trap: ud1l CHECK(%eax), %eax.
RAW_STATIC bool explain_undefined(const uint8_t *code, uint64_t left, char *text, uint32_t size) {
  if (left < 5 || code[0] != 0x67 || code[1] != 0x0f || code[2] != 0xb9 || code[3] != 0x40) return false;
  text_format(text, size, "undefined behaviour (UBSan): %s", undefined_name(code[4]));
  return true;
}

// The nucleus's own: what was called is in the target word that r11 holds.
RAW_STATIC bool explain_steps(const struct nucleus_fault *fault, char *text, uint32_t size) {
  struct fault_place place = place_of(fault->frame.rip, false);
  if (place.symbol == NULL || !text_equal(place.symbol, "nucleus_steps_inside")) return false;
  struct fault_place called = place_of(*(const uint64_t *)fault->frame.r11, false);
  text_format(text, size, "%s, which is STEPS, was called inside a transaction",
              called.symbol == NULL ? "a function" : called.symbol);
  return true;
}

bool explain_code(const struct nucleus_fault *fault, char *text, uint32_t size) {
  const struct graph_cell *cell = cell_of_text(fault->frame.rip);
  if (cell == NULL) return false;
  uint64_t left = cell->text_address + cell->text_size - fault->frame.rip;
  if (left < 2) return false;
  const uint8_t *code = (const uint8_t *)fault->frame.rip;
  if (left >= CODE_LEAST && (explain_assertion(fault, code, text, size) || explain_raised(fault, code, text, size)))
    return true;
  return explain_undefined(code, left, text, size) || explain_kcfi(fault, cell, code, text, size) ||
         explain_steps(fault, text, size);
}
