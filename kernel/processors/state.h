// SPDX-License-Identifier: Apache-2.0
// state: what the files of kernel/processors share.
#pragma once
#include "kernel/base/region.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/processors/processors.h"
#include "kernel/topology/topology.h"

static_assert((int)TOPOLOGY_CPUS == (int)CELL_CPUS_MAX);

struct processor {
  uint32_t id;
  bool is_mapped;  // its block of the region's CPU area
  uint64_t state;  // enum processor_state; COMING is left once, by whoever comes first: it, or who gives it up
  AS(ATOMIC) void (*fn)(uint64_t);  // what it is asked to call; both stay as they are until it has answered
  uint64_t argument;
  uint64_t asked, answered;  // numbers of calls
  uint64_t tried, tries;     // the call that it has begun last, and how often
  uint64_t failed;           // the last that faulted each time
};

struct processors_state {
  uint32_t count;
  uint32_t busy;        // 1 + the number of the processor that gathers or calls; 0: none
  uint64_t gatherings;  // so far; each has its number
  struct processor row[TOPOLOGY_CPUS];
};
extern struct processors_state processors;

// Waits until *word is `value`, interrupts as they are, to that moment of clock_now() at most. False: it is past.
RAW_PRIVATE bool processors_await(const uint64_t *word, uint64_t value, uint64_t deadline_ns);

RAW_PRIVATE uint64_t processors_deadline(uint64_t patience_ns);  // from now on

void processors_listen(void);                                          // to signals
RAW_PRIVATE void processors_listen_unmasked(struct nucleus_cpu *cpu);  // that one, to NMIs

uint64_t processors_block(uint32_t index);           // of the region's CPU area
struct nucleus_cpu *processors_cpu(uint32_t index);  // in it
