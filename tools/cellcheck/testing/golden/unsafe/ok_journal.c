// SPDX-License-Identifier: Apache-2.0
// ok_journal: a CELL_UNSAFE that the journal needs: assembler with a clobber, a store to an address out of nowhere.
#include "kernel/base/cell.h"
CELL_UNSAFE("the clobber orders, nothing is stored") uint64_t cycles(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}
CELL_UNSAFE("it faults on purpose") void fault(uint64_t address) {
  *(uint32_t *)address = 1;
}
