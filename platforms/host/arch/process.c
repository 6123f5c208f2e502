// SPDX-License-Identifier: Apache-2.0
// What a processor in a Linux process does the same way whether it is simulated or a thread: nothing, or what the loader does for it.
#include "platforms/host/arch/process.h"

#include "kernel/arch/arch.h"

uint64_t arch_interrupts_off(void) {
  uint64_t were_on = masked() == 0;
  set_masked(1);
  return were_on;
}

bool arch_interrupts_are_on(void) {
  return masked() == 0;
}

void arch_stop(void) {
  set_masked(1);
  for (;;)
    host_call(HOST_STOP, 0, 0);
}

uint16_t arch_in16(uint16_t) {
  return UINT16_MAX;
}
uint32_t arch_in32(uint16_t) {
  return UINT32_MAX;
}
void arch_out16(uint16_t, uint16_t) {}
void arch_out32(uint16_t, uint32_t) {}

uint64_t arch_msr(uint32_t) {
  return 0;
}
void arch_msr_set(uint32_t, uint64_t) {}

// The same on every host: how many bits a physical address has (Intel SDM vol. 2A, CPUID, leaf 0x80000008), and nothing else.
enum { CPUID_LAST = 0x80000000, CPUID_ADDRESSES = 0x80000008, ADDRESS_BITS = 40 };

void arch_cpuid(uint32_t leaf, uint32_t, uint32_t registers[4]) {
  for (uint32_t i = 0; i < 4; i++)
    registers[i] = 0;
  if (leaf == CPUID_LAST) registers[0] = CPUID_ADDRESSES;
  if (leaf == CPUID_ADDRESSES) registers[0] = ADDRESS_BITS;
}

void arch_tlb_drop(uint64_t address) {
  host_call(HOST_TLB_DROP, address, 0);
}

// So that undo and restore find what to look at again.
void arch_tlb_added(uint64_t address, uint64_t pages) {
  for (uint64_t i = 0; i < pages; i++)
    host_call(HOST_TLB_DROP, address + i * 4096, 0);
}
