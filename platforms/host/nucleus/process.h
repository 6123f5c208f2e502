// SPDX-License-Identifier: Apache-2.0
// process: what the nucleus needs of a processor in a Linux process, as far as it is the same whether that is simulated or a thread: interrupts are off
// while %gs:CPU_MASKED is 1, and bit 9 of saved flags says so as on the machine. The machine's machine_nucleus.h has the rest.
#pragma once
#include "kernel/nucleus/layout.h"
#include "platforms/host/machine.h"
#ifdef __ASSEMBLER__

#define MACHINE_UNMASKABLE 0
#define MACHINE_HOST_CALL(number)                                                                                      \
  mov $number, % edi;                                                                                                  \
  call * % gs : (MACHINE_OFFSET + MACHINE_HOST)

#define MACHINE_INTERRUPTS_OFF movq $1, % gs : CPU_MASKED
// A process always has the flag set.
#define MACHINE_PUSH_FLAGS                                                                                             \
  pushfq;                                                                                                              \
  cmpq $0, % gs : CPU_MASKED;                                                                                          \
  je 77f;                                                                                                              \
  btrq $9, (% rsp);                                                                                                    \
  77:
#define MACHINE_FAULT_ADDRESS_TO(register) mov % gs : (MACHINE_OFFSET + MACHINE_FAULT_ADDRESS), register
// One address space for all of them: none is stale.
#define MACHINE_DROP_TRANSLATIONS
// In a spin on what another CPU does: that one goes on, or a thread gives its place.
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

static inline void machine_interrupts_off(void) {
  nucleus_cpu()->masked = 1;
}

// One address space for all of them.
static inline void machine_undone(const struct nucleus_cpu *, const struct nucleus_fault *) {}

static inline void machine_end_early(uint32_t status) {
  host_call(HOST_POWER_OFF, status, 0);
}

#endif
