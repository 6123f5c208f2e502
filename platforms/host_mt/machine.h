// SPDX-License-Identifier: Apache-2.0
// machine: what the processors of //platforms:host_mt, each a thread of the host, are to its cells: what each one's page holds behind what machines
// that are a process have in common. docs/host-mt.md.
//
// Really at once: `pending` is changed by whole instructions only, everything else in a page by its own CPU alone.
//
// Context  any.
// State    none of the cells'.
#pragma once
#include "platforms/host/machine.h"

// Offsets for assembly; the loader asserts each.
#define MACHINE_HOST_STACK 80
#define MACHINE_COUNTER_START 88
#define MACHINE_COUNTER_FACTOR 96

#ifndef __ASSEMBLER__
enum { MACHINE_WINDOW_PAGES = 64 };

struct host_mt_processor {
  struct host_entry entry;
  uint64_t pending;         // interrupts that want to come: bit n for vector 32 + n
  uint64_t host_stack;      // where each call into the loader begins
  uint64_t counter_start;   // of the host's time-stamp counter: that is 0 here,
  uint64_t counter_factor;  // and ns a cycle of the host's, times 2^32
  uint64_t number;
  uint64_t joined;        // 1: takes signals
  uint64_t has_timer;     // 1: it is used
  uint64_t alarm;         // when the timer comes, in cycles; UINT64_MAX: not at all
  uint64_t armed;         // when the host's timer comes: not later than that
  uint64_t sleeps;        // 1: in HOST_IDLE, or about to
  uint64_t pauses;        // counted
  uint64_t windows;       // write windows open
  uint64_t window_count;  // read-only pages that were written to in them, and which
  uint64_t window_page[MACHINE_WINDOW_PAGES];
};

static inline struct host_mt_processor *host_mt_processor_at(uint64_t number) {
  return (struct host_mt_processor *)host_entry_at(number);
}

#ifdef __DELIAS__
// Volatile: behind an interrupt the task may be on another CPU.
static inline struct host_mt_processor *host_mt_processor(void) {
  struct host_mt_processor *processor;
  __asm__ volatile("movq %%gs:0, %0" : "=r"(processor));  // CPU_SELF
  return (struct host_mt_processor *)((uint64_t)processor + MACHINE_OFFSET);
}
#endif
#endif
