// SPDX-License-Identifier: Apache-2.0
// journal: what the code that tools/journal writes calls (docs/journal.md). Each cell links a private copy, as of memory.c.
#include "kernel/base/cell.h"
#include "kernel/fault/assert.h"
#include "kernel/nucleus/layout.h"

enum { RANGE = 1 << 30, BELOW_STACK = 1 << 16, ABOVE_STACK = 1 << 20 };

void journal_range(const void *address, uint64_t length);
__attribute__((preserve_most)) void journal_outside(const void *address);

// Logs the old value of `length` bytes. Writes upward without a gap: the first that it meets behind the journal's end is the guard.
// By rep movs, whose only pointer into the journal is rdi: where the scratch journal begins anew, the nucleus changes that.
RAW_PRIVATE void journal_range(const void *address, uint64_t length) {
  if (length == 0) return;
  const uint8_t *from = address;
  uint64_t *to, words = length / 8, word = 0;
  __asm__("movq %%gs:%c1, %0" : "=r"(to) : "i"(CPU_JOURNAL));
  __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
  for (uint64_t i = 0; i < length % 8; i++)
    word |= (uint64_t)from[i] << 8 * i;
  if (length % 8 != 0) *to++ = word;
  to[0] = (uint64_t)address;
  to[1] = RANGE | (length & (RANGE - 1));
  __asm__ volatile("movq %0, %%gs:%c1" : : "r"(to + 2), "i"(CPU_JOURNAL) : "memory");
}

// Only in a build with --//tools/journal:outside=trap: `address` is about to be stored to and no transaction is active. The running
// stack may be: it is nobody else's. So may be what the handling of a fault keeps.
RAW_PRIVATE __attribute__((preserve_most)) void journal_outside(const void *address) {
  uint64_t strict, handling;
  __asm__("movq %%gs:%c1, %0" : "=r"(strict) : "i"(CPU_STRICT));
  __asm__ volatile("movq %%gs:%c1, %0" : "=r"(handling) : "i"(CPU_FAULT_DEPTH));
  uint64_t from_stack = (uint64_t)address - ((uint64_t)__builtin_frame_address(0) - BELOW_STACK);
  if (strict == 0 || handling != 0 || from_stack < BELOW_STACK + ABOVE_STACK) return;
  ASSERT_FAILED_("stores outside its frame with no transaction active");
}
