// SPDX-License-Identifier: Apache-2.0
// machine: what the simulated processors and their devices are to the cells of //platforms:host_sim: a page of registers for each CPU, at a
// fixed distance from its struct nucleus_cpu, pages that all share, and calls into the loader. docs/host-sim.md.
//
// All CPUs are one thread, and none is interrupted by another inside the code of this platform's cells: what they do here is done at once.
//
// Context  any. A call into the loader runs on the loader's stack and returns with the cell's registers kept.
// State    none of the cells': a world copy takes the pages along.
#pragma once

// Offsets for assembly; the loader asserts each.
#define MACHINE_OFFSET (-0x4000000)  // from %gs: below the region, where nothing else lies
#define MACHINE_HOST 0
#define MACHINE_DELIVER 8
#define MACHINE_STUB 16
#define MACHINE_FAULT_ADDRESS 24
#define MACHINE_GUEST_STACK 32
#define MACHINE_SCRATCH 40
#define MACHINE_STUBS 56
#define MACHINE_PENDING 72
#define MACHINE_SHARED 0x5ffffe000000  // where all CPUs see struct host_sim_machine; it begins with the virtual time
#define MACHINE_CS 0x33                // of a process (Linux, arch/x86/include/asm/segment.h)
#define MACHINE_SS 0x2b

// Calls into the loader.
#define HOST_FLUSH 0      // writes the output out
#define HOST_IDLE 1       // waits for an interrupt; the stub of its vector
#define HOST_POLL 2       // looks for input
#define HOST_POWER_OFF 3  // status; does not return
#define HOST_RESTART 4    // does not return
#define HOST_STOP 5       // this CPU for good; does not return
#define HOST_TLB_DROP 6   // address
#define HOST_TLB_DROP_ALL 7
#define HOST_WINDOW_CLOSE 8
#define HOST_NOW 9         // cycles of real time
#define HOST_LINE_PUT 10   // bytes, count; how many went out
#define HOST_READY 11      // a campaign's caller waits for its next call
#define HOST_PAUSE 12      // another CPU goes on, if one can
#define HOST_TURN 13       // `turn_in` has come to 0
#define HOST_CPU_RESET 14  // number
#define HOST_CPU_START 15  // number, the page that it begins in; it is on its way, or runs already

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "kernel/base/region.h"
#include "kernel/nucleus/places.h"
#ifdef __DELIAS__
#include "kernel/base/cell.h"
#endif

#define MACHINE_HERTZ UINT64_C(1000000000)  // of the time-stamp counter: a cycle is a nanosecond

enum {
  MACHINE_CPUS = 16,
  MACHINE_VECTORS = 32,  // 32 to 63: those that interrupts have
  MACHINE_FIRST_VECTOR = 32,
  MACHINE_CONSOLE_LINE = 4,  // as COM1 and COM2 of a PC
  MACHINE_SECOND_LINE = 3,
  MACHINE_TIMER = 24,   // behind the lines, as bit of `pending`
  MACHINE_SIGNAL = 25,  // of another CPU
  MACHINE_INPUT = 256,
  MACHINE_OUTPUT = 1024,
  MACHINE_WINDOW_PAGES = 64,
  MACHINE_REGISTERS = 18,
};

enum host_sim_state {
  HOST_SIM_ABSENT,  // was not started, or has stopped
  HOST_SIM_RUNS,
  HOST_SIM_IDLE,  // in HOST_IDLE
};

struct host_sim_processor {  // one for each CPU
  uint64_t host;             // the loader's entry for calls
  uint64_t deliver;          // the nucleus's entry for an interrupt here and now
  uint64_t stub;             // of the vector of that
  uint64_t fault_address;    // CR2
  uint64_t guest_stack;      // in a call into the loader
  uint64_t scratch[2];
  uint64_t stubs,
      exception_stack;  // of the nucleus: STUB_SIZE bytes for each vector; the top of the stack on which faults come
  uint64_t pending;     // interrupts that want to come: bit n for vector 32 + n
  uint64_t state;       // enum host_sim_state
  uint64_t is_in_call;  // while another one is on: 1: in a call into the loader, 0: at `registers`
  uint64_t registers[MACHINE_REGISTERS];
  uint64_t joined;        // 1: takes signals
  uint64_t computes;      // 1: its turn was ended by force, and it has come to no safe point since
  uint64_t has_timer;     // 1: it is used
  uint64_t alarm;         // when the timer comes, in cycles; UINT64_MAX: not at all
  uint64_t next_event;    // at a safe point from here on somebody has to look at the timer; 0: at once
  uint64_t windows;       // write windows open
  uint64_t window_count;  // read-only pages that were written to in them, and which
  uint64_t window_page[MACHINE_WINDOW_PAGES];
};

struct host_sim_input {  // bytes that came in and were not read
  uint32_t first, count;
  uint8_t bytes[MACHINE_INPUT];
};

struct host_sim_call {  // what the caller's task is to call
  uint64_t function, arguments[6], result[2];
};

struct host_sim_machine {
  uint64_t cycles;  // virtual time
  uint64_t page_root;
  uint64_t held;           // 1: no timer comes
  uint64_t realtime;       // 1: time and ticks are the host's, and nothing is deterministic
  uint64_t step;           // cycles that pass at each look at the time and at each safe point
  uint64_t cpus, started;  // that there are; that run or idle
  uint64_t on;             // the CPU that the thread is
  uint64_t turn_in;  // at the so many-th safe point or look at the clock from here another CPU has its turn; 0: never
  uint64_t turn_steps;      // so many instructions on, another CPU has its turn; 0: that is not being counted
  uint64_t turn_random;     // what chooses turns; 0: they go round
  uint64_t random, one_in;  // seeded: about one safe point in one_in lets time pass up to the next alarm; 0: none
  uint64_t safe_points, ticks, turns;  // counted
  uint64_t
      forced;  // ticks and turns that came between safe points, to a task that never reaches one: such a run is not deterministic
  uint64_t pit_latch, pit_reads, pit_since;
  struct host_sim_input console, second;
  struct host_sim_call call;
  uint64_t output_count;
  uint8_t output[MACHINE_OUTPUT];
};

// Where the nucleus has its struct of that CPU, and where its registers are.
static inline uint64_t host_sim_cpu_address(uint64_t number) {
  return REGION_BASE + region_span(REGION_CPU).offset + (number * NUCLEUS_CPU_PAGES + NUCLEUS_DATA_PAGE) * REGION_PAGE;
}
static inline struct host_sim_processor *host_sim_processor_at(uint64_t number) {
  return (struct host_sim_processor *)(host_sim_cpu_address(number) + MACHINE_OFFSET);
}

static inline struct host_sim_machine *host_sim_machine(void) {
  return (struct host_sim_machine *)MACHINE_SHARED;
}

#ifdef __DELIAS__
// Volatile: behind an interrupt the task may be on another CPU.
static inline struct host_sim_processor *host_sim_processor(void) {
  struct host_sim_processor *processor;
  __asm__ volatile("movq %%gs:0, %0" : "=r"(processor));  // CPU_SELF
  return (struct host_sim_processor *)((uint64_t)processor + MACHINE_OFFSET);
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
