// SPDX-License-Identifier: Apache-2.0
// How the handling of a fault survives faults of its own: each part of it is guarded, and a fault inside goes back to the guard
// instead of to the instruction. A handler of depth n keeps its guard in `at[n - 1]` of its processor's.
#include "kernel/fault/internal.h"

struct fault_guard {
  void *place[5];  // __builtin_setjmp: frame pointer, where to go on, stack pointer
  bool set;
  uint32_t tried;
  uint64_t preempt_off;
  struct nucleus_request *requests;  // of the running context: a part may be in a STEPS call when it faults
};
struct fault_guards {
  struct fault_guard at[3];
  uint64_t inside;
};
CELL_CPU_STATE(struct fault_guards, guards);

RAW_STATIC struct fault_guards *own_guards(void) {
  return &guards[nucleus_cpu()->number];
}

__attribute__((noinline)) bool guard(enum fault_part part, struct nucleus_fault *fault, struct fault_record *record,
                                     uint32_t tries) {
  struct fault_guard *own = &own_guards()->at[fault->depth - 1];
  struct nucleus_cpu *cpu = nucleus_cpu();
  own->tried = 0;
  own->preempt_off = cpu->preempt_off;
  own->requests = cpu->current == NULL ? NULL : cpu->current->requests;
  (void)__builtin_setjmp(own->place);
  if (own->tried == tries) return false;
  own->tried++;
  own->set = true;
  ladder_part(part, fault, record);
  own->set = false;
  return true;
}

// The transaction that the handling was in is taken back first. If that faults too, each time, it stays as it is: there is
// nobody left to ask.
bool guard_take(struct nucleus_fault *fault) {
  struct fault_guard *outer = &own_guards()->at[fault->depth - 2];
  struct nucleus_cpu *cpu = nucleus_cpu();
  if (!outer->set) return false;
  outer->set = false;
  own_guards()->inside++;
  if (fault->depth < 3 && (fault->transaction != NULL || (fault->next != NULL && fault->next->reads > 0)))
    (void)guard(PART_UNDO, fault, NULL, 3);
  fault->transaction = NULL;
  fault->journal = cpu->scratch;
  fault->preempt_off = outer->preempt_off;
  if (cpu->current != NULL) cpu->current->requests = outer->requests;
  fault->frame.rbp = (uint64_t)outer->place[0];
  fault->frame.rip = (uint64_t)outer->place[1];
  fault->frame.rsp = (uint64_t)outer->place[2];
  fault->frame.rflags &= ~(uint64_t)(FLAG_INTERRUPTS | FLAG_TRAP);
  return true;
}

uint64_t guard_count(void) {
  return own_guards()->inside;
}
