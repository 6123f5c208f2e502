// SPDX-License-Identifier: Apache-2.0
// New contexts, and the gates through which the nucleus calls upward.
#include "kernel/nucleus/nucleus.h"

extern void nucleus_first(void) __attribute__((visibility("hidden")));

void nucleus_set_upcalls(const struct nucleus_upcalls *upcalls) {
  struct nucleus_cpu *here = nucleus_cpu(), *cpu = here;
  do {
    if (upcalls->choose != NULL) cpu->upcalls.choose = upcalls->choose;
    if (upcalls->interrupt != NULL) cpu->upcalls.interrupt = upcalls->interrupt;
    if (upcalls->fault != NULL) cpu->upcalls.fault = upcalls->fault;
    if (upcalls->signal != NULL) cpu->upcalls.signal = upcalls->signal;
    if (upcalls->gather != NULL) cpu->upcalls.gather = upcalls->gather;
    cpu = cpu->following;
  } while (cpu != NULL && cpu != here);
}

void nucleus_context_init(struct nucleus_context *context, void *stack_low, void *stack_high, void (*entry)(void *),
                          void *argument) {
  uint64_t *top = (uint64_t *)((uint64_t)stack_high & ~UINT64_C(15));
  // What nucleus_resume pops: flags (interrupts on), r15 r14 r13 r12 rbx rbp, return address. Above it two zeros end backtraces.
  *--top = 0, *--top = 0;
  *--top = (uint64_t)nucleus_first;
  *--top = 0, *--top = 0;
  *--top = (uint64_t)argument;
  *--top = (uint64_t)entry;
  *--top = 0, *--top = 0;
  *--top = 0x202;
  context->rsp = (uint64_t)top;
  context->preempted = 0;
  context->requests = NULL;
  context->stack_low = (uint64_t)stack_low;
  context->stack_high = (uint64_t)stack_high;
}
