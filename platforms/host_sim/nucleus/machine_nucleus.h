// SPDX-License-Identifier: Apache-2.0
// machine_nucleus: what the nucleus needs of a simulated processor; process.h has what a thread needs too.
#pragma once
#include "platforms/host/nucleus/process.h"
#include "platforms/host_sim/machine.h"
#ifdef __ASSEMBLER__

#define MACHINE_INTERRUPTS_ON movq $0, % gs : CPU_MASKED
// What waits to come comes behind it.
#define MACHINE_POP_FLAGS                                                                                              \
  btq $9, (% rsp);                                                                                                     \
  setnc % gs : CPU_MASKED;                                                                                             \
  popfq;                                                                                                               \
  cmpq $0, % gs : CPU_MASKED;                                                                                          \
  jne 77f;                                                                                                             \
  call nucleus_deliver_pending;                                                                                        \
  77:
// iretq to the same privilege is open to everybody. What waits to come comes instead, as it would behind the instruction: the frame is the same.
#define MACHINE_RETURN                                                                                                 \
  btq $9, 16(% rsp);                                                                                                   \
  jnc 77f;                                                                                                             \
  cmpq $0, % gs : (MACHINE_OFFSET + MACHINE_PENDING);                                                                  \
  jne nucleus_deliver_waiting;                                                                                         \
  77 : btq $9, 16(% rsp);                                                                                              \
  setnc % gs : CPU_MASKED;                                                                                             \
  iretq
#define MACHINE_CYCLES_TO_RAX movabs MACHINE_CYCLES, % rax

#else
#include "kernel/nucleus/nucleus.h"

// As behind sti: what waits to come comes at once.
static inline void machine_interrupts_on(void) {
  __asm__ volatile("call nucleus_interrupts_on" : : : "memory", "cc");
}
static inline void machine_pause(void) {
  host_call(HOST_PAUSE, 0, 0);
}

// The loader lets writes through and forgets all translations behind them.
static inline uint64_t machine_window_open(void) {
  host_sim_processor()->windows++;
  return 0;
}
static inline void machine_window_close(uint64_t) {
  if (--host_sim_processor()->windows == 0) host_call(HOST_TLB_DROP_ALL, 0, 0);
}

static inline void machine_put_early(char c) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->output[machine->output_count++] = (uint8_t)c;
  if (machine->output_count == MACHINE_OUTPUT) host_call(HOST_FLUSH, 0, 0);
}

#endif
