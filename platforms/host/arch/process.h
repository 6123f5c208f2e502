// SPDX-License-Identifier: Apache-2.0
// process: interrupts of a processor that is a process's: off while %gs:CPU_MASKED is 1. For the providers of kernel/arch in //platforms/host_sim and
// //platforms/host_mt, which have what is in process.c, too.
#pragma once
#include "kernel/nucleus/layout.h"
#include "platforms/host/machine.h"

static inline __attribute__((always_inline)) uint64_t masked(void) {
  uint64_t value;
  __asm__ volatile("movq %%gs:%c1, %0" : "=r"(value) : "i"(CPU_MASKED));
  return value;
}

static inline __attribute__((always_inline)) void set_masked(uint64_t value) {
  __asm__ volatile("movq %0, %%gs:%c1" : : "r"(value), "i"(CPU_MASKED) : "memory");
}
