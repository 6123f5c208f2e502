// SPDX-License-Identifier: Apache-2.0
// machine: what the nucleus needs of the processor where it runs in kernel mode. A platform whose nucleus runs elsewhere names
// its own file of this kind in NUCLEUS_MACHINE.
#pragma once
#define MACHINE_GLOBAL_PAGES 0x80  // in CR4
#ifdef __ASSEMBLER__

#define MACHINE_UNMASKABLE 1  // there are NMIs
#define MACHINE_INTERRUPTS_OFF cli
#define MACHINE_INTERRUPTS_ON sti
#define MACHINE_PUSH_FLAGS pushfq
#define MACHINE_POP_FLAGS popfq
#define MACHINE_RETURN iretq
// Takes %rdx too.
#define MACHINE_CYCLES_TO_RAX                                                                                          \
  rdtsc;                                                                                                               \
  shl $32, % rdx;                                                                                                      \
  or % rdx, % rax
#define MACHINE_FAULT_ADDRESS_TO(register) mov % cr2, register
// Takes %rcx, %rdx (Intel SDM vol. 3, 4.10.4.1).
#define MACHINE_DROP_TRANSLATIONS                                                                                      \
  mov % cr4, % rcx;                                                                                                    \
  mov % rcx, % rdx;                                                                                                    \
  xor $MACHINE_GLOBAL_PAGES, % cl;                                                                                     \
  mov % rcx, % cr4;                                                                                                    \
  mov % rdx, % cr4
// In a spin on what another CPU does. All registers stay as they are.
#define MACHINE_PAUSE pause
// Until an interrupt has come.
#define MACHINE_WAIT                                                                                                   \
  sti;                                                                                                                 \
  hlt;                                                                                                                 \
  cli
#define MACHINE_HALT                                                                                                   \
  cli;                                                                                                                 \
  hlt
// Exit status 103 where an exit device listens.
#define MACHINE_DEAD                                                                                                   \
  mov $119, % eax;                                                                                                     \
  out % eax, $0xf4

#else
#include <stdint.h>

#include "kernel/nucleus/nucleus.h"

enum { MACHINE_WRITE_PROTECT = 1 << 16 };
enum { MACHINE_SERIAL = 0x3f8, MACHINE_SERIAL_STATUS = 0x3fd, MACHINE_SERIAL_EMPTY = 0x20 };
enum { MACHINE_EXIT_DEVICE = 0xf4, MACHINE_EXIT_FIRST = 16 };

static inline void machine_interrupts_on(void) {
  __asm__ volatile("sti" : : : "memory");
}
static inline void machine_pause(void) {
  __asm__ volatile("pause");
}
static inline void machine_interrupts_off(void) {
  __asm__ volatile("cli" : : : "memory");
}

// Read-only pages take writes until the window is closed, and none does then, whatever the fault came into. What undo has
// restored may be page tables, so the TLB forgets everything (Intel SDM vol. 3, 4.10.4.1).
static inline uint64_t machine_window_open(void) {
  uint64_t cr0;
  __asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
  __asm__ volatile("movq %0, %%cr0" : : "r"(cr0 & ~(uint64_t)MACHINE_WRITE_PROTECT) : "memory");
  return cr0;
}
static inline void machine_window_close(uint64_t cr0) {
  uint64_t cr4;
  __asm__ volatile("movq %0, %%cr0" : : "r"(cr0 | MACHINE_WRITE_PROTECT) : "memory");
  __asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
  __asm__ volatile("movq %0, %%cr4; movq %1, %%cr4" : : "r"(cr4 ^ (uint64_t)MACHINE_GLOBAL_PAGES), "r"(cr4) : "memory");
}

// Other CPUs have page tables of the same, and remember what they said.
static inline void machine_undone(const struct nucleus_cpu *cpu, const struct nucleus_fault *fault) {
  if (cpu->undone != NULL) cpu->undone(fault);
}

static inline uint8_t machine_serial_status(void) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"((uint16_t)MACHINE_SERIAL_STATUS));
  return value;
}

// Before anybody else can: to the first serial port.
static inline void machine_put_early(char c) {
  for (uint32_t spins = 0; spins < 100000 && !(machine_serial_status() & MACHINE_SERIAL_EMPTY); spins++) {}
  __asm__ volatile("outb %0, %1" ::"a"((uint8_t)c), "Nd"((uint16_t)MACHINE_SERIAL));
}
static inline void machine_end_early(uint32_t status) {
  __asm__ volatile("outl %0, %1" ::"a"(MACHINE_EXIT_FIRST + status), "Nd"((uint16_t)MACHINE_EXIT_DEVICE));
}

#endif
