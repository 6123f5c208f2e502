// SPDX-License-Identifier: Apache-2.0
// machine_nucleus: what the nucleus needs of a processor that is a thread: interrupts are off while %gs:CPU_MASKED is 1, and bit 9
// of saved flags says so as on the machine.
//
// An interrupt that came while they were off waits in %gs:PENDING. Whoever switches them on looks there behind that, since the signal that brought it is over, and
// executes MACHINE_TAKE: a fault, by which the loader lets it come at that instruction.
#pragma once
#include "kernel/nucleus/layout.h"
#include "platforms/host_mt/machine.h"
#ifdef __ASSEMBLER__

#define MACHINE_UNMASKABLE 0
#define MACHINE_TAKE hlt
#define MACHINE_HOST_CALL(number)                                                                                      \
  mov $number, % edi;                                                                                                  \
  call * % gs : (MACHINE_OFFSET + MACHINE_HOST)

#define MACHINE_INTERRUPTS_OFF movq $1, % gs : CPU_MASKED
#define MACHINE_INTERRUPTS_ON                                                                                          \
  movq $0, % gs : CPU_MASKED;                                                                                          \
  cmpq $0, % gs : (MACHINE_OFFSET + MACHINE_PENDING);                                                                  \
  je 77f;                                                                                                              \
  MACHINE_TAKE;                                                                                                        \
  77:
// A process always has the flag set.
#define MACHINE_PUSH_FLAGS                                                                                             \
  pushfq;                                                                                                              \
  cmpq $0, % gs : CPU_MASKED;                                                                                          \
  je 77f;                                                                                                              \
  btrq $9, (% rsp);                                                                                                    \
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
#define MACHINE_FAULT_ADDRESS_TO(register) mov % gs : (MACHINE_OFFSET + MACHINE_FAULT_ADDRESS), register
// One address space for all of them: none is stale.
#define MACHINE_DROP_TRANSLATIONS
// In a spin on what another CPU does, whose thread may wait for this one's place.
#define MACHINE_PAUSE                                                                                                  \
  push % rax;                                                                                                          \
  push % rdi;                                                                                                          \
  MACHINE_HOST_CALL(HOST_PAUSE);                                                                                       \
  pop % rdi;                                                                                                           \
  pop % rax
// The loader says which interrupt ends the wait. Its entry never returns here, so what it interrupts is made up.
#define MACHINE_WAIT                                                                                                   \
  MACHINE_HOST_CALL(HOST_IDLE);                                                                                        \
  push $0;                                                                                                             \
  push % rsp;                                                                                                          \
  push $0x202;                                                                                                         \
  push $0;                                                                                                             \
  push $0;                                                                                                             \
  jmp * % rax
#define MACHINE_HALT MACHINE_HOST_CALL(HOST_STOP)
#define MACHINE_DEAD                                                                                                   \
  mov $103, % esi;                                                                                                     \
  MACHINE_HOST_CALL(HOST_POWER_OFF)

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
static inline void machine_interrupts_off(void) {
  nucleus_cpu()->masked = 1;
}

// The loader lets writes through and looks behind them which of the translations that were dropped an undo has put back.
static inline uint64_t machine_window_open(void) {
  host_mt_processor()->windows++;
  return 0;
}
static inline void machine_window_close(uint64_t) {
  if (--host_mt_processor()->windows == 0) host_call(HOST_TLB_DROP_ALL, 0, 0);
}

// One address space for all of them.
static inline void machine_undone(const struct nucleus_cpu *, const struct nucleus_fault *) {}

static inline void machine_put_early(char c) {
  host_call(HOST_PUT, (uint8_t)c, 0);
}
static inline void machine_end_early(uint32_t status) {
  host_call(HOST_POWER_OFF, status, 0);
}

#endif
