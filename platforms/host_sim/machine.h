// SPDX-License-Identifier: Apache-2.0
// machine: what the simulated processor and its devices are to the cells of //platforms:host_sim: a page of registers for each CPU,
// at a fixed distance from its struct nucleus_cpu, and calls into the loader. docs/host-sim.md.
//
// Context  any. A call into the loader runs on the loader's stack and returns with the cell's registers kept.
// State    none of the cells': a world copy takes the page along.
#pragma once

// Offsets for assembly; the loader asserts each.
#define MACHINE_OFFSET (-0x4000000)  // from %gs: below the region, where nothing else lies
#define MACHINE_HOST 0
#define MACHINE_DELIVER 8
#define MACHINE_STUB 16
#define MACHINE_FAULT_ADDRESS 24
#define MACHINE_CYCLES 32
#define MACHINE_GUEST_STACK 40
#define MACHINE_HOST_STACK 48
#define MACHINE_SCRATCH 56
#define MACHINE_STEPPING 72
#define MACHINE_CS 0x33  // of a process (Linux, arch/x86/include/asm/segment.h)
#define MACHINE_SS 0x2b

// Calls into the loader.
#define HOST_FLUSH 0      // writes the output out
#define HOST_IDLE 1       // waits for an interrupt; the stub of its vector
#define HOST_POLL 2       // looks for input
#define HOST_POWER_OFF 3  // status; does not return
#define HOST_RESTART 4    // does not return
#define HOST_STOP 5       // does not return
#define HOST_TLB_DROP 6   // address
#define HOST_TLB_DROP_ALL 7
#define HOST_WINDOW_CLOSE 8
#define HOST_NOW 9        // cycles of real time
#define HOST_LINE_PUT 10  // bytes, count; how many went out
#define HOST_READY 11     // a campaign's caller waits for its next call

#ifndef __ASSEMBLER__
#include <stdint.h>

#ifdef __DELIAS__
#include "kernel/base/cell.h"
#endif

#define MACHINE_HERTZ UINT64_C(1000000000)  // of the time-stamp counter: a cycle is a nanosecond

enum {
  MACHINE_VECTORS = 32,  // 32 to 63: those that interrupts have
  MACHINE_FIRST_VECTOR = 32,
  MACHINE_CONSOLE_LINE = 4,  // as COM1 and COM2 of a PC
  MACHINE_SECOND_LINE = 3,
  MACHINE_TIMER = 24,  // behind the lines, as bit of `pending`
  MACHINE_INPUT = 256,
  MACHINE_OUTPUT = 1024,
  MACHINE_WINDOW_PAGES = 64,
};

struct host_sim_input {  // bytes that came in and were not read
  uint32_t first, count;
  uint8_t bytes[MACHINE_INPUT];
};

struct host_sim_call {  // what the caller's task is to call
  uint64_t function, arguments[6], result[2];
};

struct host_sim_machine {
  uint64_t host;           // the loader's entry for calls
  uint64_t deliver;        // the nucleus's entry for an interrupt here and now
  uint64_t stub;           // of the vector of that
  uint64_t fault_address;  // CR2
  uint64_t cycles;         // virtual time
  uint64_t guest_stack, host_stack;
  uint64_t scratch[2];
  uint64_t stepping;  // 1: the loader is told of each instruction
  uint64_t stubs,
      exception_stack;  // of the nucleus: 16 bytes for each vector; the top of the stack on which faults come
  uint64_t page_root;
  uint64_t realtime;            // 1: time and ticks are the host's, and nothing is deterministic
  uint64_t step;                // cycles that pass at each look at the time and at each safe point
  uint64_t tick_cycles;         // the timer's period; 0: off
  uint64_t next_tick;           // in cycles
  uint64_t next_event;          // at a safe point from here on somebody has to look for interrupts; 0: at once
  uint64_t pending;             // interrupts that want to come: bit n for vector 32 + n
  uint64_t random, one_in;      // seeded: about one safe point in one_in makes the timer tick early; 0: none
  uint64_t safe_points, ticks;  // counted
  uint64_t
      forced;  // ticks that came between safe points, to a task that never reaches one: such a run is not deterministic
  uint64_t windows;       // write windows open
  uint64_t window_count;  // read-only pages that were written to in them, and which
  uint64_t window_page[MACHINE_WINDOW_PAGES];
  uint64_t pit_latch, pit_reads, pit_since;
  struct host_sim_input console, second;
  struct host_sim_call call;
  uint64_t output_count;
  uint8_t output[MACHINE_OUTPUT];
};

#ifdef __DELIAS__
static inline struct host_sim_machine *host_sim_machine(void) {
  struct host_sim_machine *machine;
  __asm__("movq %%gs:0, %0" : "=r"(machine));  // CPU_SELF
  return (struct host_sim_machine *)((uint64_t)machine + MACHINE_OFFSET);
}

// The loader is C of the host: it may use every register that a call may.
__attribute__((unused)) RAW_STATIC uint64_t host_sim_call(uint64_t number, uint64_t a, uint64_t b) {
  uint64_t result;
  __asm__ volatile("call *%%gs:%c[host]"
                   : "=a"(result), "+D"(number), "+S"(a), "+d"(b)
                   : [host] "i"(MACHINE_OFFSET + MACHINE_HOST)
                   : "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
  return result;
}
#endif
#endif
