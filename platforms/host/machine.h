// SPDX-License-Identifier: Apache-2.0
// machine: what machines that are one Linux process have in common: where the pages lie that cells and loader share, what each begins with, and
// the calls into the loader. //platforms:host_sim and //platforms:host_mt go on from here in a machine.h of their own.
//
// Each CPU has a page of registers at a fixed distance from its struct nucleus_cpu, and all have one together.
//
// Context  any. A call into the loader runs on the loader's stack and returns with the cell's registers kept.
#pragma once

// Offsets for assembly; the loaders assert each.
#define MACHINE_OFFSET (-0x4000000)  // from %gs: below the region, where nothing else lies
#define MACHINE_HOST 0
#define MACHINE_DELIVER 8
#define MACHINE_STUB 16
#define MACHINE_FAULT_ADDRESS 24
#define MACHINE_GUEST_STACK 32
#define MACHINE_SCRATCH 40
#define MACHINE_STUBS 56
#define MACHINE_PENDING 72
#define MACHINE_SHARED                                                                                                 \
  0x5ffffe000000         // where all CPUs see the page that they have together; it begins with struct host_devices
#define MACHINE_CS 0x33  // of a process (Linux, arch/x86/include/asm/segment.h)
#define MACHINE_SS 0x2b

// Calls into the loader. Not every loader knows all of them.
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
#define HOST_PUT 16        // a byte of output
#define HOST_CPUS 17       // how many there are
#define HOST_ALARM 18      // the timer's moment was changed
#define HOST_SIGNAL 19     // number: an interrupt is pending there
#define HOST_PAGE_ROOT 20  // physical address
#define HOST_MEASURE 21    // what to measure on the host's side, how often, of what size (testing/bench/native)
#define HOST_STEPS 22      // a program's hook is asked from here on, if it is to be asked late

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "kernel/base/region.h"
#include "kernel/nucleus/places.h"
#ifdef __DELIAS__
#include "kernel/base/cell.h"
#endif

#define MACHINE_HERTZ UINT64_C(1000000000)  // of what cells read as the time-stamp counter: a cycle is a nanosecond

enum {
  MACHINE_CPUS = 16,
  MACHINE_VECTORS = 32,  // 32 to 63: those that interrupts have
  MACHINE_FIRST_VECTOR = 32,
  MACHINE_CONSOLE_LINE = 4,  // as COM1 and COM2 of a PC
  MACHINE_SECOND_LINE = 3,
  MACHINE_TIMER = 24,   // behind the lines, as bit of `pending`
  MACHINE_SIGNAL = 25,  // of another CPU
  MACHINE_INPUT = 256,
};

struct host_entry {          // what each CPU's page begins with
  uint64_t host;             // the loader's entry for calls
  uint64_t deliver;          // the nucleus's entry for an interrupt here and now
  uint64_t stub;             // of the vector of that
  uint64_t fault_address;    // CR2
  uint64_t guest_stack;      // in a call into the loader
  uint64_t scratch[2];       // of deliver
  uint64_t stubs;            // of the nucleus: STUB_SIZE bytes for each vector
  uint64_t exception_stack;  // the top of the stack on which faults come
};

// Bytes that came in: [taken, put) of them wait. The cell alone changes `taken`, the loader `put`; both count on for ever.
struct host_input {
  uint32_t taken, put;
  uint8_t bytes[MACHINE_INPUT];
};

struct host_pit {  // channel 0 of an Intel 8254 (pit.h)
  uint64_t since, latch, reads;
};

struct host_devices {
  struct host_input console, second;
  struct host_pit pit;
};

// Where the nucleus has its struct of that CPU, and where its registers are.
static inline uint64_t host_cpu_address(uint64_t number) {
  return REGION_BASE + region_span(REGION_CPU).offset + (number * NUCLEUS_CPU_PAGES + NUCLEUS_DATA_PAGE) * REGION_PAGE;
}
static inline struct host_entry *host_entry_at(uint64_t number) {
  return (struct host_entry *)(host_cpu_address(number) + MACHINE_OFFSET);
}
static inline struct host_devices *host_devices(void) {
  return (struct host_devices *)MACHINE_SHARED;
}

#ifdef __DELIAS__
// The loader is C of the host: it may use every register that a call may.
__attribute__((unused)) RAW_STATIC uint64_t host_call(uint64_t number, uint64_t a, uint64_t b) {
  uint64_t result;
  __asm__ volatile("call *%%gs:%c[host]"
                   : "=a"(result), "+D"(number), "+S"(a), "+d"(b)
                   : [host] "i"(MACHINE_OFFSET + MACHINE_HOST)
                   : "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
  return result;
}

// The device's side of a read: takes the oldest byte.
__attribute__((unused)) static bool host_input_take(struct host_input *input, uint8_t *byte) {
  if (input->taken == __atomic_load_n(&input->put, __ATOMIC_ACQUIRE)) return false;
  *byte = input->bytes[input->taken % MACHINE_INPUT];
  input->taken++;
  return true;
}
#endif
#endif
