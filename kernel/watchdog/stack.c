// SPDX-License-Identifier: Apache-2.0
// The stack of who does not run: from its frame in the nucleus along the frame pointers.
#include "kernel/watchdog/state.h"

// What nucleus_suspend leaves (kernel/nucleus/switch.S): flags, r15, r14, r13, r12, rbx, rbp, return address.
enum { SUSPENDED_RBP = 6, SUSPENDED_RETURN = 7, SUSPENDED_WORDS = 8 };

static bool holds(const struct nucleus_context *context, uint64_t address, uint64_t bytes) {
  return address % 8 == 0 && address >= context->stack_low && address < context->stack_high &&
         context->stack_high - address >= bytes;
}

uint64_t watchdog_frames(const struct nucleus_context *context, uint64_t frame[WATCHDOG_FRAMES]) {
  uint64_t count = 0, pointer, least = context->rsp;
  if (context->preempted != 0) {
    if (!holds(context, least, sizeof(struct nucleus_frame))) return 0;
    const struct nucleus_frame *saved = (const struct nucleus_frame *)least;
    frame[count++] = saved->rip;
    pointer = saved->rbp;
  } else {
    if (!holds(context, least, SUSPENDED_WORDS * sizeof(uint64_t))) return 0;
    const uint64_t *saved = (const uint64_t *)least;
    frame[count++] = saved[SUSPENDED_RETURN];
    pointer = saved[SUSPENDED_RBP];
  }
  while (count < WATCHDOG_FRAMES && pointer >= least && holds(context, pointer, 16)) {
    const uint64_t *saved = (const uint64_t *)pointer;
    if (saved[1] == 0) break;
    frame[count++] = saved[1];
    least = pointer + 1;
    pointer = saved[0];
  }
  return count;
}
