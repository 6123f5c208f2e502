// SPDX-License-Identifier: Apache-2.0
// machine: what kernel/pages asks the processor about itself. Unit tests have machine_host.c instead.
#include "kernel/arch/arch.h"
#include "kernel/pages/pages_state.h"

// cpuid leaf 0x80000008, low byte of eax (Intel SDM vol. 2A, CPUID); 36 bits where the leaf is absent.
uint64_t machine_physical_limit(void) {
  uint32_t registers[4];
  arch_cpuid(0x80000000, 0, registers);
  uint32_t highest = registers[0];
  arch_cpuid(0x80000008, 0, registers);
  uint32_t bits = highest >= 0x80000008 ? registers[0] & 0xff : 0;
  return UINT64_C(1) << (bits >= 32 && bits <= 52 ? bits : 36);
}
