// SPDX-License-Identifier: Apache-2.0
// A processor that is a thread of a Linux process: what a process may not do is done to words of its page, or by the loader.
//
// Interrupts are signals of the host: they come between any two instructions while %gs:CPU_MASKED is 0. One that finds it set leaves its bit in
// `pending`, and whoever clears it looks there behind that.
#include "kernel/arch/arch.h"

#include "platforms/host/arch/process.h"
#include "platforms/host/pit.h"
#include "platforms/host_mt/machine.h"

enum { PAUSES = 64 };  // between two that let the host run another thread: there may be more CPUs than the host has

static inline __attribute__((always_inline)) uint64_t pending(void) {
  uint64_t value;
  __asm__ volatile("movq %%gs:%c1, %0" : "=r"(value) : "i"(MACHINE_OFFSET + MACHINE_PENDING));
  return value;
}

// What came while they were off. The nucleus's entry keeps every register but the flags; what it interrupts
// goes on here, perhaps much later and on another CPU.
RAW_STATIC void take_interrupts(void) {
  while (pending() != 0 && masked() == 0) {
    set_masked(1);  // from here on it is one CPU
    struct host_mt_processor *processor = host_mt_processor();
    uint64_t bits = processor->pending;
    if (bits == 0) {  // they came meanwhile
      set_masked(0);
      continue;
    }
    uint64_t vector = (uint64_t)__builtin_ctzll(bits);
    __atomic_fetch_and(&processor->pending, ~(UINT64_C(1) << vector), __ATOMIC_SEQ_CST);
    processor->entry.stub = processor->entry.stubs + STUB_SIZE * (MACHINE_FIRST_VECTOR + vector);
    __asm__ volatile("call *%0" : : "m"(processor->entry.deliver) : "memory", "cc");
  }
}

void arch_interrupts_restore(uint64_t were_on) {
  if (were_on == 0) return;
  set_masked(0);
  if (pending() != 0) take_interrupts();
}

void arch_pause(void) {
  __asm__ volatile("pause" : : : "memory");
  if (++host_mt_processor()->pauses % PAUSES == 0) host_call(HOST_PAUSE, 0, 0);
}

RAW_STATIC uint64_t now(void) {
  const struct host_mt_processor *processor = host_mt_processor();
  uint64_t cycles = __builtin_ia32_rdtsc() - processor->counter_start;
  return (uint64_t)((unsigned __int128)cycles * processor->counter_factor >> 32);
}

uint64_t arch_cycles(void) {
  return now();
}

uint8_t arch_in8(uint16_t port) {
  return pit_in8(&host_devices()->pit, port);
}

void arch_out8(uint16_t port, uint8_t value) {
  if (port == PIT_COMMAND) pit_command(&host_devices()->pit, value, now());
}

uint64_t arch_page_root(void) {
  return host_call(HOST_PAGE_ROOT, 0, 0);
}

// Each is dropped at once for every CPU: threads have one set of mappings.
void arch_tlb_drop_all(void) {}

// A write to a read-only page faults into the loader, which sees the open window and lets it through (loader/memory.c).
uint64_t arch_write_window_open(void) {
  uint64_t window = arch_interrupts_off();
  host_mt_processor()->windows++;
  return window;
}

void arch_write_window_close(uint64_t window) {
  struct host_mt_processor *processor = host_mt_processor();
  if (--processor->windows == 0 && processor->window_count != 0) host_call(HOST_WINDOW_CLOSE, 0, 0);
  arch_interrupts_restore(window);
}
