// SPDX-License-Identifier: Apache-2.0
// machine: what the simulated processors and their devices are to the cells of //platforms:host_sim: what each CPU's page and the shared one
// hold behind what machines that are a process have in common. docs/host-sim.md.
//
// All CPUs are one thread, and none is interrupted by another inside the code of this platform's cells: what they do here is done at once.
//
// Context  any.
// State    none of the cells': a world copy takes the pages along.
#pragma once
#include "platforms/host/machine.h"

#define MACHINE_CYCLES (MACHINE_SHARED + 552)  // of struct host_sim_machine; the loader asserts it

#ifndef __ASSEMBLER__
enum {
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
  struct host_entry entry;
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

struct host_sim_call {  // what the caller's task is to call
  uint64_t function, arguments[6], result[2];
};

struct host_sim_machine {
  struct host_devices devices;
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
  struct host_sim_call call;
  uint64_t output_count;
  uint8_t output[MACHINE_OUTPUT];
};

static inline struct host_sim_processor *host_sim_processor_at(uint64_t number) {
  return (struct host_sim_processor *)host_entry_at(number);
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
#endif
#endif
