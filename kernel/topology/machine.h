// SPDX-License-Identifier: Apache-2.0
// machine: what is said of a machine: struct topology.
#pragma once
#include <stdint.h>

enum {
  TOPOLOGY_CPUS = 16,  // as many as there are blocks in the region's CPU area
  TOPOLOGY_CONTROLLERS = 4,
  TOPOLOGY_LINES = 16,  // of the ISA bus
};
#define TOPOLOGY_UNKNOWN UINT32_MAX  // the number of the one processor of a machine that does not tell

// An I/O APIC: its registers, and the number of its first input among those of all.
struct topology_controller {
  uint64_t physical;
  uint32_t first_input, unused;
};

// How a line of the ISA bus reaches the controllers. That line n is input n, edge and active high, is what the bus prescribes.
struct topology_line {
  uint32_t input;
  bool is_level, is_low;
};

struct topology {
  uint32_t cpus;                // at least 1; that can be started, the one that reads this included
  uint32_t cpus_left_out;       // more than TOPOLOGY_CPUS
  uint32_t cpu[TOPOLOGY_CPUS];  // numbers of their local APICs, in the order in which the machine tells them
  uint32_t controllers, unused;
  struct topology_controller controller[TOPOLOGY_CONTROLLERS];
  struct topology_line line[TOPOLOGY_LINES];
  uint64_t local;  // physical address of the local APIC's registers; 0: nobody said
  uint64_t hpet;   // of the high precision event timer's; 0: there is none
};
