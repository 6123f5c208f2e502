// SPDX-License-Identifier: Apache-2.0
// How a fault is told: lines on the console's device, polled, since nothing else can be relied on here.
#include "kernel/base/text.h"
#include "kernel/console/device.h"
#include "kernel/fault/internal.h"

enum { LINE = 200, WALK = 128 };  // bytes of a line; frames that are looked at

void report_line(const char *format, ...) {
  char text[LINE];
  struct nucleus_cpu *cpu = nucleus_cpu();
  // What formats text is journalled code. The scratch journal would begin anew by a page fault; after a double fault none may come.
  if (cpu->transaction == NULL) cpu->journal = cpu->scratch;
  va_list arguments;
  va_start(arguments, format);
  text_format_list(text, sizeof text, format, arguments);
  va_end(arguments);
  for (const char *c = text; *c != 0; c++)
    device_put_now((uint8_t)*c);
  device_put_now('\r');
  device_put_now('\n');
}

RAW_STATIC void report_registers(const struct nucleus_frame *f) {
  report_line("  rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx", f->rax, f->rbx, f->rcx, f->rdx);
  report_line("  rsi %016lx  rdi %016lx  rbp %016lx  rsp %016lx", f->rsi, f->rdi, f->rbp, f->rsp);
  report_line("  r8  %016lx  r9  %016lx  r10 %016lx  r11 %016lx", f->r8, f->r9, f->r10, f->r11);
  report_line("  r12 %016lx  r13 %016lx  r14 %016lx  r15 %016lx", f->r12, f->r13, f->r14, f->r15);
  report_line("  rip %016lx  flags %lx  error %lx", f->rip, f->rflags, f->error);
}

RAW_STATIC void report_place(const char *before, uint64_t address, bool is_call, bool symbols) {
  struct fault_place place = {0};
  if (symbols) place = place_of(address, is_call);
  if (place.cell == NULL)
    report_line("%s%016lx", before, address);
  else
    report_line("%s%016lx  %s %08lx %s+0x%lx", before, address, place.cell, place.version >> 32,
                place.symbol[0] == 0 ? "?" : place.symbol, place.offset);
}

// After a jump to where no code is, the innermost caller is still on top of the stack and not in a frame.
bool jumped_from(const struct nucleus_fault *fault, uint64_t *caller) {
  uint64_t rsp = fault->frame.rsp;
  struct fault_stack stack = stack_of(fault, rsp);
  if (fault->frame.vector != VECTOR_PAGE || fault->address != fault->frame.rip || rsp % 8 != 0 || stack.high - rsp < 8)
    return false;
  *caller = *(const uint64_t *)rsp;
  return true;
}

// A recursion is one line, so that its caller is seen too.
RAW_STATIC void report_returns(const uint64_t *returns, uint32_t count, bool symbols) {
  uint32_t lines = 0;
  for (uint32_t i = 0, next; i < count && lines < FAULT_FRAMES; i = next, lines++) {
    for (next = i + 1; next < count && returns[next] == returns[i];)
      next++;
    report_place("  by ", returns[i], true, symbols);
    if (next - i > 1) report_line("     and so %u times", next - i);
  }
  if (count == WALK || lines == FAULT_FRAMES) report_line("  (and more)");
}

void report_backtrace(const struct nucleus_fault *fault, bool symbols) {
  uint64_t returns[WALK], broken, caller;
  struct fault_stack stack = stack_of(fault, fault->frame.rbp);
  uint32_t count = backtrace(stack, fault->frame.rbp, returns, WALK, &broken);
  report_place("  at ", fault->frame.rip, false, symbols);
  if (jumped_from(fault, &caller)) report_place("  by ", caller, true, symbols);
  report_returns(returns, count, symbols);
  if (broken != 0) report_line("  (the frame pointer %016lx leads off the stack)", broken);
}

void report_fault(const struct nucleus_fault *fault, const struct fault_record *record, bool symbols) {
  char where[32] = "";
  if (nucleus_cpu()->following != NULL) text_format(where, sizeof where, " on processor %u", record->cpu);
  if (record->task != 0)
    report_line("\r\n*** fault in task %lu '%s'%s: %s", record->task, record->task_name, where, record->what);
  else
    report_line("\r\n*** fault outside a task%s: %s", where, record->what);
  report_registers(&fault->frame);
  report_backtrace(fault, symbols);
  if (record->rung == FAULT_GOES_ON) report_line("*** goes on");
  if (record->rung == FAULT_TASK) report_line("*** the task ends, the system goes on: %s", record->why);
}
