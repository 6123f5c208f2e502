// SPDX-License-Identifier: Apache-2.0
// fault: takes the exception, and leads it to the ladder.
#include "kernel/fault/fault.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/power/power.h"
#include "kernel/task/task.h"
#include "kernel/trace/trace.h"

enum { RESUMES = 3 };

struct fault_resumes {
  uint64_t rip, count;  // how often that instruction was done again
};
CELL_CPU_STATE(struct fault_resumes, resumes);

TRACE_POINT(fault_point, "fault", "vector", "address");

RAW_STATIC bool goes_on(uint64_t vector) {
  return vector == VECTOR_BREAKPOINT || vector == VECTOR_DEBUG || vector == VECTOR_NMI;
}

RAW_STATIC bool has_turns_left(uint64_t rip) {
  struct fault_resumes *own = &resumes[nucleus_cpu()->number];
  if (own->rip != rip) *own = (struct fault_resumes){.rip = rip};
  return own->count++ < RESUMES;
}

// The gates and the switch of contexts do nothing by halves: an instruction of theirs that faulted has not happened, and is done
// again. If it faults each time (there is no stack left to push on), what called is at fault.
RAW_STATIC bool may_resume(const struct nucleus_fault *fault, const struct fault_record *record) {
  if (!text_equal(record->cell, "//kernel/nucleus")) return false;
  if (fault->frame.vector == VECTOR_PAGE && fault->address == fault->frame.rip) return false;  // it has jumped away
  const uint8_t *code = (const uint8_t *)fault->frame.rip;
  if (code[0] == 0x0f && (code[1] == 0x0b || code[1] == 0xb9)) return false;  // it is meant: ud2, ud1
  if (fault->frame.vector == VECTOR_DOUBLE || fault->frame.vector == VECTOR_MACHINE) return false;
  return has_turns_left(fault->frame.rip);
}

// In a conflict of locks, or where the handling of a fault comes to its end, no part of the handling is left to go back to. An instruction of the
// nucleus is done again there, as anywhere; behind one of a cell that an undo has called the conflict is undone and waited out anew, from where
// its transaction has met the other one: an undo can be done again at whatever instruction it stopped.
RAW_STATIC bool goes_on_inside(struct nucleus_fault *fault) {
  const struct nucleus_fault *outer = &nucleus_cpu()->faults[fault->depth - 2];
  struct fault_record *record = record_plain(fault);
  (void)guard(PART_NAMES, fault, record, 1);
  bool resumes = may_resume(fault, record);
  if (!resumes && (outer->frame.rip != (uint64_t)nucleus_again || !has_turns_left(fault->frame.rip))) return false;
  record->rung = FAULT_INSTRUCTION;
  record_count(record);
  if (!guard(PART_TELL, fault, record, 1)) fault_turn_give();
  if (resumes) return true;
  if (fault->next != NULL && fault->next->reads > 0) (void)guard(PART_UNDO, fault, NULL, 3);
  *fault = *outer;
  return true;
}

// A fault inside the handling of another.
RAW_STATIC enum nucleus_verdict inside(struct nucleus_fault *fault) {
  if (goes_on(fault->frame.vector) || guard_take(fault)) {
    fault->frame.rflags &= ~(uint64_t)FLAG_TRAP;
    return NUCLEUS_RESUME;
  }
  if (fault->depth > 2) {
    report_line("\r\n*** fault %lu at %lx, address %lx, three deep", fault->frame.vector, fault->frame.rip,
                fault->address);
    power_off(FAULT_POWER_STATUS);
  }
  if (goes_on_inside(fault)) return NUCLEUS_RESUME;
  struct fault_record *record = record_plain(fault);
  record->rung = FAULT_SYSTEM;
  if (!guard(PART_TELL, fault, record, 1)) (void)guard(PART_TELL_PLAIN, fault, record, 1);
  end_system("it came while a fault was handled");
}

RAW_STATIC enum nucleus_verdict outermost(struct nucleus_fault *fault) {
  struct fault_record *record = record_plain(fault);
  TRACE(fault_point, fault->frame.vector, fault->frame.rip);
  (void)guard(PART_NAMES, fault, record, 1);
  if (goes_on(fault->frame.vector)) {
    fault->frame.rflags &= ~(uint64_t)FLAG_TRAP;  // else the next instruction were the next exception
    if (!guard(PART_TELL, fault, record, 1)) (void)guard(PART_TELL_PLAIN, fault, record, 1);
    return NUCLEUS_RESUME;
  }
  if (!may_resume(fault, record)) return ladder(fault, record);
  record->rung = FAULT_INSTRUCTION;
  record_count(record);
  (void)guard(PART_TELL, fault, record, 1);
  return NUCLEUS_RESUME;
}

// A task that has asked for floating-point registers uses them for the first time since it was chosen: they are saved when it leaves the processor.
RAW_STATIC bool takes_floating(const struct nucleus_fault *fault) {
  const struct task *task = (const struct task *)fault->context;
  struct nucleus_cpu *cpu = nucleus_cpu();
  if (fault->frame.vector != VECTOR_FLOATING || task == NULL || task->floating == NULL || cpu->floating != NULL)
    return false;
  arch_floating_load(task->floating);
  cpu->floating = task->floating;
  return true;
}

// The upcall: on the CPU's fault stack, interrupts off. What it stores is nobody's transaction.
CELL_CALLBACK enum nucleus_verdict fault_taken(struct nucleus_fault *fault) {
  if (fault->depth > 1) return inside(fault);
  if (takes_floating(fault)) return NUCLEUS_RESUME;
  enum nucleus_verdict verdict = outermost(fault);
  fault_turn_give();
  return verdict;
}

CELL_CALLBACK status_t fault_init(void) {
  nucleus_set_upcalls(&(struct nucleus_upcalls){.fault = fault_taken});
  return OK;
}

CELL_OPS(struct cell_lifecycle, fault_lifecycle) = {.init = fault_init};

void fault_panic(const char *cell, const char *message) {
  arch_interrupts_off();
  report_line("\r\n*** %s finds its own invariant broken: %s", cell, message);
  struct nucleus_fault here = {.context = nucleus_cpu()->current};
  here.frame.rbp = *(const uint64_t *)__builtin_frame_address(0);  // the caller's frame
  here.frame.rip = (uint64_t)__builtin_return_address(0);
  report_backtrace(&here, true);
  end_system("a cell gave up");
}
