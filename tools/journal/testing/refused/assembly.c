// SPDX-License-Identifier: Apache-2.0
// Inline assembly that may write memory, and some that does not.
#include "kernel/base/cell.h"

void assembly_clobbers(uint64_t *word);
void assembly_clobbers(uint64_t *word) {
  // error: assembly_clobbers: inline assembly that clobbers memory
  __asm__ volatile("movq $1, (%0)" : : "r"(word) : "memory");
}

uint64_t assembly_reads(uint64_t *word);
uint64_t assembly_reads(uint64_t *word) {
  uint64_t value;
  __asm__ volatile("" : : : "memory");
  __asm__ volatile("movq %1, %0" : "=r"(value) : "m"(*word));
  return value;
}

CELL_UNSAFE("the clobber orders, nothing is stored") void assembly_fences(void);
void assembly_fences(void) {
  __asm__ volatile("mfence" : : : "memory");
}
