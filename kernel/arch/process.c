// SPDX-License-Identifier: Apache-2.0
// What any processor in a process leaves out, that of unit tests and those of the machines that are one: pages of user mode and floating point.
#include "kernel/arch/arch.h"

// A process reaches its pages by what they are, not by whose.
bool arch_keeps_user_pages(void) {
  return false;
}

void arch_user_words_set(uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  for (uint64_t i = 0; i < count; i++)
    ((uint64_t *)address)[i] = value + i * step;
}

// The host's registers are not the cells': a simulated processor's loader uses them between two instructions of a cell, and of a thread no task's are
// saved.
uint32_t arch_floating_size(void) {
  return 0;
}

void arch_floating_start(void) {}
void arch_floating_clear(void *) {}
void arch_floating_load(const void *) {}
void arch_floating_save(void *) {}
