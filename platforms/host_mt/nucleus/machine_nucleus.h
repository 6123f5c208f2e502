// SPDX-License-Identifier: Apache-2.0
// machine_nucleus: what the nucleus needs of a processor that is a thread; process.h has what a simulated one needs too.
//
// An interrupt that came while they were off waits in %gs:PENDING. Whoever switches them on looks there behind that, since the signal that brought it is over, and
// executes MACHINE_TAKE: a fault, by which the loader lets it come at that instruction.
#pragma once
#include "platforms/host/nucleus/process.h"
#include "platforms/host_mt/machine.h"
#ifdef __ASSEMBLER__

#define MACHINE_TAKE hlt
#define MACHINE_INTERRUPTS_ON                                                                                          \
  movq $0, % gs : CPU_MASKED;                                                                                          \
  cmpq $0, % gs : (MACHINE_OFFSET + MACHINE_PENDING);                                                                  \
  je 77f;                                                                                                              \
  MACHINE_TAKE;                                                                                                        \
  77:
#define MACHINE_POP_FLAGS                                                                                              \
  btq $9, (% rsp);                                                                                                     \
  setnc % gs : CPU_MASKED;                                                                                             \
  jnc 77f;                                                                                                             \
  cmpq $0, % gs : (MACHINE_OFFSET + MACHINE_PENDING);                                                                  \
  je 77f;                                                                                                              \
  MACHINE_TAKE;                                                                                                        \
  77 : popfq
#define MACHINE_RETURN jmp nucleus_back
// Takes %rdx too.
#define MACHINE_CYCLES_TO_RAX call nucleus_cycles

#else
#include "kernel/nucleus/nucleus.h"

static inline void machine_interrupts_on(void) {
  __asm__ volatile("movq $0, %%gs:%c0; cmpq $0, %%gs:%c1; je 1f; hlt; 1:"
                   :
                   : "i"(CPU_MASKED), "i"(MACHINE_OFFSET + MACHINE_PENDING)
                   : "memory", "cc");
}
static inline void machine_pause(void) {
  __asm__ volatile("pause");
}

// The loader lets writes through and looks behind them which of the translations that were dropped an undo has put back.
static inline uint64_t machine_window_open(void) {
  host_mt_processor()->windows++;
  return 0;
}
static inline void machine_window_close(uint64_t) {
  if (--host_mt_processor()->windows == 0) host_call(HOST_TLB_DROP_ALL, 0, 0);
}

static inline void machine_put_early(char c) {
  host_call(HOST_PUT, (uint8_t)c, 0);
}

#endif
