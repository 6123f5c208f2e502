// SPDX-License-Identifier: Apache-2.0
// machine_nucleus: what the nucleus needs of the processor, in a Linux process: interrupts are off while %gs:CPU_MASKED is 1, and bit 9
// of saved flags says so as on the machine.
#pragma once
#include "kernel/nucleus/layout.h"
#include "platforms/host_sim/machine.h"
#ifdef __ASSEMBLER__

#define MACHINE_UNMASKABLE 0
#define MACHINE_HOST_CALL(number)                                                                                      \
  mov $number, % edi;                                                                                                  \
  call * % gs : (MACHINE_OFFSET + MACHINE_HOST)

#define MACHINE_INTERRUPTS_OFF movq $1, % gs : CPU_MASKED
#define MACHINE_INTERRUPTS_ON movq $0, % gs : CPU_MASKED
// A process always has the flag set.
#define MACHINE_PUSH_FLAGS                                                                                             \
  pushfq;                                                                                                              \
  cmpq $0, % gs : CPU_MASKED;                                                                                          \
  je 77f;                                                                                                              \
  btrq $9, (% rsp);                                                                                                    \
  77:
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
#define MACHINE_FAULT_ADDRESS_TO(register) mov % gs : (MACHINE_OFFSET + MACHINE_FAULT_ADDRESS), register
// One address space for all of them: none is stale.
#define MACHINE_DROP_TRANSLATIONS
// In a spin on what another CPU does: that one goes on.
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

// As behind sti: what waits to come comes at once.
static inline void machine_interrupts_on(void) {
  __asm__ volatile("call nucleus_interrupts_on" : : : "memory", "cc");
}
static inline void machine_pause(void) {
  host_call(HOST_PAUSE, 0, 0);
}
static inline void machine_interrupts_off(void) {
  nucleus_cpu()->masked = 1;
}

// The loader lets writes through and forgets all translations behind them.
static inline uint64_t machine_window_open(void) {
  host_sim_processor()->windows++;
  return 0;
}
static inline void machine_window_close(uint64_t) {
  if (--host_sim_processor()->windows == 0) host_call(HOST_TLB_DROP_ALL, 0, 0);
}

// One address space for all of them.
static inline void machine_undone(const struct nucleus_cpu *, const struct nucleus_fault *) {}

static inline void machine_put_early(char c) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->output[machine->output_count++] = (uint8_t)c;
  if (machine->output_count == MACHINE_OUTPUT) host_call(HOST_FLUSH, 0, 0);
}
static inline void machine_end_early(uint32_t status) {
  host_call(HOST_POWER_OFF, status, 0);
}

#endif
