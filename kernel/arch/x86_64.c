// SPDX-License-Identifier: Apache-2.0
// x86_64: provider of kernel/arch for real processors. Instructions as in the Intel SDM, vol. 2; control registers as
// in vol. 3, 2.5.
#include "kernel/arch/arch.h"

enum { FLAG_INTERRUPTS = 1 << 9, WINDOW_INTERRUPTS = 1, WINDOW_PROTECT = 2 };
#define CR0_WRITE_PROTECT (UINT64_C(1) << 16)
#define CR4_GLOBAL_PAGES (UINT64_C(1) << 7)
#define CR4_USER_KEPT (UINT64_C(1) << 21)
#define CR3_TABLE UINT64_C(0x000ffffffffff000)

uint8_t arch_in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

uint16_t arch_in16(uint16_t port) {
  uint16_t value;
  __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

uint32_t arch_in32(uint16_t port) {
  uint32_t value;
  __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

void arch_out8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

void arch_out16(uint16_t port, uint16_t value) {
  __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

void arch_out32(uint16_t port, uint32_t value) {
  __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

RAW_STATIC inline __attribute__((always_inline)) uint64_t flags_read(void) {
  uint64_t flags;
  __asm__ volatile("pushfq; popq %0" : "=r"(flags));
  return flags;
}

uint64_t arch_interrupts_off(void) {
  uint64_t flags = flags_read();
  __asm__ volatile("cli" : : : "memory");
  return (flags & FLAG_INTERRUPTS) != 0;
}

void arch_interrupts_restore(uint64_t were_on) {
  if (were_on != 0) __asm__ volatile("sti" : : : "memory");
}

bool arch_interrupts_are_on(void) {
  return (flags_read() & FLAG_INTERRUPTS) != 0;
}

void arch_pause(void) {
  __asm__ volatile("pause" : : : "memory");
}

void arch_stop(void) {
  for (;;)
    __asm__ volatile("cli; hlt" : : : "memory");  // an NMI ends hlt, hence the loop
}

CELL_UNSAFE("the clobber orders, nothing is stored") uint64_t arch_cycles(void) {
  uint32_t low, high;
  // lfence: without it the counter may be read before earlier instructions are done (SDM vol. 3, 18.17).
  __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}

CELL_UNSAFE("the clobber orders, nothing is stored") uint64_t arch_msr(uint32_t number) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number) : "memory");
  return (uint64_t)high << 32 | low;
}

void arch_msr_set(uint32_t number, uint64_t value) {
  __asm__ volatile("wrmsr" : : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

void arch_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]) {
  __asm__ volatile("cpuid"
                   : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
                   : "a"(leaf), "c"(subleaf));
}

uint64_t arch_page_root(void) {
  uint64_t value;
  __asm__ volatile("movq %%cr3, %0" : "=r"(value));
  return value & CR3_TABLE;
}

void arch_tlb_drop(uint64_t address) {
  __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

// The image's mappings are global, so that loading CR3 would leave them; changing CR4.PGE drops everything (SDM vol. 3,
// 4.10.4.1).
void arch_tlb_drop_all(void) {
  uint64_t interrupts = arch_interrupts_off(), cr4;
  __asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
  __asm__ volatile("movq %0, %%cr4; movq %1, %%cr4" : : "r"(cr4 ^ CR4_GLOBAL_PAGES), "r"(cr4) : "memory");
  arch_interrupts_restore(interrupts);
}

static uint64_t cr0_read(void) {
  uint64_t value;
  __asm__ volatile("movq %%cr0, %0" : "=r"(value));
  return value;
}

RAW_STATIC void cr0_write(uint64_t value) {
  __asm__ volatile("movq %0, %%cr0" : : "r"(value) : "memory");
}

// Windows nest: what is returned says which of the two things the inner one has to restore.
uint64_t arch_write_window_open(void) {
  uint64_t window = arch_interrupts_off() != 0 ? WINDOW_INTERRUPTS : 0;
  uint64_t cr0 = cr0_read();
  if ((cr0 & CR0_WRITE_PROTECT) == 0) return window;
  cr0_write(cr0 & ~CR0_WRITE_PROTECT);
  return window | WINDOW_PROTECT;
}

void arch_write_window_close(uint64_t window) {
  if ((window & WINDOW_PROTECT) != 0) cr0_write(cr0_read() | CR0_WRITE_PROTECT);
  arch_interrupts_restore(window & WINDOW_INTERRUPTS);
}

// An entry that was absent is in no processor's memory (Intel SDM vol. 3, 4.10.2.3).
void arch_tlb_added(uint64_t, uint64_t) {}

// Supervisor-mode access prevention (SDM vol. 3, 4.6.1), which the boot stub turns on where there is such a thing. There is no user mode, so
// its pages can be what only a few instructions reach: what AC opens costs no serialising instruction and no translation, as CR0.WP does.
bool arch_keeps_user_pages(void) {
  uint64_t cr4;
  __asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
  return (cr4 & CR4_USER_KEPT) != 0;
}

void arch_user_words_set(uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  uint64_t *words = (uint64_t *)address;
  __asm__ volatile("stac" : : : "memory");
#pragma clang loop unroll(disable)
  for (uint64_t i = 0; i < count; i++)
    words[i] = value + i * step;
  __asm__ volatile("clac" : : : "memory");
}

// ---- Floating-point and vector registers (Intel SDM vol. 1, 13; vol. 3, 2.5 and 13) ----

// x87, SSE and, where there is XSAVE, AVX: what is behind these takes 2 KiB and more a task.
enum {
  CPUID_FEATURES = 1,
  CPUID_STATES = 13,
  HAS_XSAVE = 1 << 26,  // in ecx
  HAS_AVX = 1 << 28,
  HAS_FXSAVE = 1 << 24,  // in edx
  HAS_SSE = 1 << 25,
  STATE_X87 = 1,
  STATE_SSE = 2,
  STATE_AVX = 4,
  FXSAVE_BYTES = 512,
  CR0_MONITOR = 1 << 1,  // wait instructions obey CR0_SWITCHED too
  CR0_EMULATE = 1 << 2,
  CR0_SWITCHED = 1 << 3,  // the registers are not this task's: using them is exception 7
  CR4_FXSAVE = 1 << 9,
  CR4_EXCEPTIONS = 1 << 10,  // of SSE come as vector 19
  CR4_XSAVE = 1 << 18,
  CONTROL_X87 = 0x37f,  // as FNINIT
  CONTROL_SSE = 0x1f80,
  AREA_CONTROL_SSE = 24,  // where it lies in either area
};

static uint64_t cr4_read(void) {
  uint64_t value;
  __asm__ volatile("movq %%cr4, %0" : "=r"(value));
  return value;
}

static uint32_t floating_states(const uint32_t features[4]) {
  return STATE_X87 | STATE_SSE | ((features[2] & HAS_AVX) != 0 ? STATE_AVX : 0);
}

uint32_t arch_floating_size(void) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  if ((leaf[3] & HAS_FXSAVE) == 0 || (leaf[3] & HAS_SSE) == 0) return 0;
  if ((leaf[2] & HAS_XSAVE) == 0) return FXSAVE_BYTES;
  arch_cpuid(CPUID_STATES, 0, leaf);
  return leaf[1];  // for what XCR0 has
}

void arch_floating_start(void) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  cr0_write((cr0_read() & ~(uint64_t)CR0_EMULATE) | CR0_MONITOR | CR0_SWITCHED);
  if ((leaf[3] & HAS_FXSAVE) == 0) return;
  bool has_xsave = (leaf[2] & HAS_XSAVE) != 0;
  uint64_t cr4 = cr4_read() | CR4_FXSAVE | CR4_EXCEPTIONS | (has_xsave ? CR4_XSAVE : 0);
  __asm__ volatile("movq %0, %%cr4" : : "r"(cr4) : "memory");
  if (has_xsave) __asm__ volatile("xsetbv" : : "c"(0), "a"(floating_states(leaf)), "d"(0));
}

// Of a zeroed area nothing is loaded (XSTATE_BV), which leaves the registers as at first, but for this word.
void arch_floating_clear(void *area) {
  __builtin_memset(area, 0, arch_floating_size());
  *(uint16_t *)area = CONTROL_X87;
  *(uint32_t *)((uint8_t *)area + AREA_CONTROL_SSE) = CONTROL_SSE;
}

void arch_floating_load(const void *area) {
  __asm__ volatile("clts");
  if ((cr4_read() & CR4_XSAVE) != 0)
    __asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(-1), "d"(-1) : "memory");
  else
    __asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

void arch_floating_save(void *area) {
  if ((cr4_read() & CR4_XSAVE) != 0)
    __asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(-1), "d"(-1) : "memory");
  else
    __asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
  cr0_write(cr0_read() | CR0_SWITCHED);
}
