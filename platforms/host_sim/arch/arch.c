// SPDX-License-Identifier: Apache-2.0
// The processor in a Linux process: what a process may not do is done to words of the machine's pages, or by the loader.
//
// Interrupts come at safe points: where they go from off to on, and in spin loops. Time passes there and at each look at the clock, by
// a fixed step, and another CPU has its turn there, so that the same input gives the same run to the instruction. Who spins lets others
// go on, for what it waits for may be theirs to do.
#include "kernel/arch/arch.h"

#include "kernel/nucleus/layout.h"
#include "platforms/host/pit.h"
#include "platforms/host_sim/machine.h"

enum { PAUSE_CYCLES = 100, PORT_CYCLES = 1000 };

static inline __attribute__((always_inline)) uint64_t masked(void) {
  uint64_t value;
  __asm__ volatile("movq %%gs:%c1, %0" : "=r"(value) : "i"(CPU_MASKED));
  return value;
}

static inline __attribute__((always_inline)) void set_masked(uint64_t value) {
  __asm__ volatile("movq %0, %%gs:%c1" : : "r"(value), "i"(CPU_MASKED) : "memory");
}

// The timer's due, or a seed's whim.
RAW_STATIC void look_at_timer(struct host_sim_machine *machine, struct host_sim_processor *processor) {
  if (processor->has_timer == 0 || machine->held != 0) return;
  if (machine->realtime != 0) {
    host_call(HOST_POLL, 0, 0);
    return;
  }
  if (machine->one_in != 0) {
    // xorshift64 (Marsaglia, "Xorshift RNGs", 2003)
    machine->random ^= machine->random << 13;
    machine->random ^= machine->random >> 7;
    machine->random ^= machine->random << 17;
    if (machine->random % machine->one_in == 0 && machine->cycles < processor->alarm && processor->alarm != UINT64_MAX)
      machine->cycles = processor->alarm;
  }
  if (machine->cycles < processor->alarm) return;
  processor->alarm = UINT64_MAX;
  processor->pending |= UINT64_C(1) << MACHINE_TIMER;
  machine->ticks++;
  host_call(HOST_POLL, 0, 0);
}

// The nucleus's entry keeps every register but the flags; what it interrupts goes on here, perhaps much later and on another CPU.
RAW_STATIC void take_interrupts(void) {
  for (struct host_sim_processor *processor; (processor = host_sim_processor())->pending != 0 && masked() == 0;) {
    uint64_t vector = (uint64_t)__builtin_ctzll(processor->pending);
    processor->pending &= processor->pending - 1;
    processor->entry.stub = processor->entry.stubs + STUB_SIZE * (MACHINE_FIRST_VECTOR + vector);
    set_masked(1);
    __asm__ volatile("call *%0" : : "m"(processor->entry.deliver) : "memory", "cc");
  }
}

// What has come to this processor meanwhile comes at once.
RAW_STATIC void call_for_turn(uint64_t number) {
  host_call(number, 0, 0);
  take_interrupts();
}

RAW_STATIC void count_down(struct host_sim_machine *machine) {
  if (machine->turn_in != 0 && --machine->turn_in == 0) call_for_turn(HOST_TURN);
}

RAW_STATIC void safe_point(uint64_t cycles) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->safe_points++;
  machine->cycles += cycles;
  count_down(machine);
  struct host_sim_processor *processor = host_sim_processor();
  if (machine->cycles < processor->next_event && processor->pending == 0) return;
  look_at_timer(machine, processor);
  processor->next_event = machine->one_in != 0 ? 0 : processor->alarm;
  take_interrupts();
}

uint64_t arch_interrupts_off(void) {
  uint64_t were_on = masked() == 0;
  set_masked(1);
  return were_on;
}

void arch_interrupts_restore(uint64_t were_on) {
  if (were_on == 0) return;
  set_masked(0);
  safe_point(host_sim_machine()->step);
}

bool arch_interrupts_are_on(void) {
  return masked() == 0;
}

void arch_pause(void) {
  safe_point(PAUSE_CYCLES);
  if (host_sim_machine()->started > 1) call_for_turn(HOST_PAUSE);
}

void arch_stop(void) {
  set_masked(1);
  for (;;)
    host_call(HOST_STOP, 0, 0);
}

RAW_STATIC uint64_t now(void) {
  struct host_sim_machine *machine = host_sim_machine();
  if (machine->realtime != 0) return host_call(HOST_NOW, 0, 0);
  uint64_t cycles = machine->cycles += machine->step;
  count_down(machine);
  return cycles;
}

uint64_t arch_cycles(void) {
  return now();
}

uint8_t arch_in8(uint16_t port) {
  host_sim_machine()->cycles += PORT_CYCLES;
  return pit_in8(&host_devices()->pit, port);
}

uint16_t arch_in16(uint16_t) {
  return UINT16_MAX;
}
uint32_t arch_in32(uint16_t) {
  return UINT32_MAX;
}

void arch_out8(uint16_t port, uint8_t value) {
  host_sim_machine()->cycles += PORT_CYCLES;
  if (port == PIT_COMMAND) pit_command(&host_devices()->pit, value, now());
}

void arch_out16(uint16_t, uint16_t) {}
void arch_out32(uint16_t, uint32_t) {}

uint64_t arch_msr(uint32_t) {
  return 0;
}
void arch_msr_set(uint32_t, uint64_t) {}

// The same on every host: how many bits a physical address has (Intel SDM vol. 2A, CPUID, leaf 0x80000008), and nothing else.
enum { CPUID_LAST = 0x80000000, CPUID_ADDRESSES = 0x80000008, ADDRESS_BITS = 40 };

void arch_cpuid(uint32_t leaf, uint32_t, uint32_t registers[4]) {
  for (uint32_t i = 0; i < 4; i++)
    registers[i] = 0;
  if (leaf == CPUID_LAST) registers[0] = CPUID_ADDRESSES;
  if (leaf == CPUID_ADDRESSES) registers[0] = ADDRESS_BITS;
}

uint64_t arch_page_root(void) {
  return host_sim_machine()->page_root;
}

void arch_tlb_drop(uint64_t address) {
  host_call(HOST_TLB_DROP, address, 0);
}

void arch_tlb_drop_all(void) {
  host_call(HOST_TLB_DROP_ALL, 0, 0);
}

// So that undo and restore find what to look at again.
void arch_tlb_added(uint64_t address, uint64_t pages) {
  for (uint64_t i = 0; i < pages; i++)
    host_call(HOST_TLB_DROP, address + i * 4096, 0);
}

// A write to a read-only page faults into the loader, which sees the open window and lets it through (loader/memory.c).
uint64_t arch_write_window_open(void) {
  uint64_t window = arch_interrupts_off();
  host_sim_processor()->windows++;
  return window;
}

void arch_write_window_close(uint64_t window) {
  struct host_sim_processor *processor = host_sim_processor();
  if (--processor->windows == 0 && processor->window_count != 0) host_call(HOST_WINDOW_CLOSE, 0, 0);
  arch_interrupts_restore(window);
}

// No page is of user mode here.
bool arch_keeps_user_pages(void) {
  return false;
}

void arch_user_words_set(uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  for (uint64_t i = 0; i < count; i++)
    ((uint64_t *)address)[i] = value + i * step;
}

// The loader has them: it runs between two instructions of a cell.
uint32_t arch_floating_size(void) {
  return 0;
}

void arch_floating_start(void) {}
void arch_floating_clear(void *) {}
void arch_floating_load(const void *) {}
void arch_floating_save(void *) {}
