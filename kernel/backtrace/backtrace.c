// SPDX-License-Identifier: Apache-2.0
// From a context's frame in the nucleus along the frame pointers.
#include "kernel/backtrace/backtrace.h"

// What nucleus_suspend leaves (kernel/nucleus/switch.S): flags, r15, r14, r13, r12, rbx, rbp, return address.
enum { SUSPENDED_RBP = 6, SUSPENDED_RETURN = 7, SUSPENDED_WORDS = 8 };

static bool holds(const struct nucleus_context *context, uint64_t address, uint64_t bytes) {
  return address % 8 == 0 && address >= context->stack_low && address < context->stack_high &&
         context->stack_high - address >= bytes;
}

uint32_t backtrace_context(const struct nucleus_context *context, uint64_t *frames, uint32_t most) {
  uint32_t count = 0;
  uint64_t pointer, least = context->rsp, bytes = SUSPENDED_WORDS * sizeof(uint64_t);
  if (context->preempted != 0) bytes = sizeof(struct nucleus_frame);
  if (most == 0 || !holds(context, least, bytes)) return 0;
  if (context->preempted != 0) {
    const struct nucleus_frame *saved = (const struct nucleus_frame *)least;
    frames[count++] = saved->rip;
    pointer = saved->rbp;
  } else {
    const uint64_t *saved = (const uint64_t *)least;
    frames[count++] = saved[SUSPENDED_RETURN];
    pointer = saved[SUSPENDED_RBP];
  }
  while (count < most && pointer >= least && holds(context, pointer, 16)) {
    const uint64_t *saved = (const uint64_t *)pointer;
    if (saved[1] == 0) break;
    frames[count++] = saved[1];
    least = pointer + 1;
    pointer = saved[0];
  }
  return count;
}
