// SPDX-License-Identifier: Apache-2.0
// ok_journal: a CELL_UNSAFE that the journal needs: assembler with a clobber, a volatile store, one relative to a segment, one in an inline function.
#include "kernel/base/cell.h"
CELL_UNSAFE("the clobber orders, nothing is stored") uint64_t cycles(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}
CELL_UNSAFE("it faults on purpose") void fault(uint64_t address) {
  *(volatile uint32_t *)address = 1;
}
CELL_UNSAFE("a word of this CPU's, that nobody restores") void count(void) {
  *(uint64_t __seg_gs *)16 = 1;
}
static inline void put(uint64_t *word) {
  *(volatile uint64_t *)word = 0;
}
CELL_UNSAFE("what lies there is nobody's") void clear(uint64_t *word) {
  put(word);
}
