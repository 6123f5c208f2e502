// SPDX-License-Identifier: Apache-2.0
// The processor in a Linux process: what a process may not do is done to words of the machine's pages, or by the loader.
//
// Interrupts come at safe points: where they go from off to on, and in spin loops. Time passes there and at each look at the clock, by
// a fixed step, and another CPU has its turn there, so that the same input gives the same run to the instruction. Who spins lets others
// go on, for what it waits for may be theirs to do.
#include "kernel/arch/arch.h"

#include "platforms/host/arch/process.h"
#include "platforms/host/pit.h"
#include "platforms/host_sim/machine.h"

enum { PAUSE_CYCLES = 100, PORT_CYCLES = 1000 };

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

void arch_interrupts_restore(uint64_t were_on) {
  if (were_on == 0) return;
  set_masked(0);
  safe_point(host_sim_machine()->step);
}

void arch_pause(void) {
  safe_point(PAUSE_CYCLES);
  if (host_sim_machine()->started > 1) call_for_turn(HOST_PAUSE);
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

void arch_out8(uint16_t port, uint8_t value) {
  host_sim_machine()->cycles += PORT_CYCLES;
  if (port == PIT_COMMAND) pit_command(&host_devices()->pit, value, now());
}

uint64_t arch_page_root(void) {
  return host_sim_machine()->page_root;
}

void arch_tlb_drop_all(void) {
  host_call(HOST_TLB_DROP_ALL, 0, 0);
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
