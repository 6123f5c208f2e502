// SPDX-License-Identifier: Apache-2.0
// arch host: the hands in which a unit test holds the fake processor of //kernel/arch:host.
//
// A test reads and changes the struct directly, and starts with arch_host_reset. A port, model-specific register or
// cpuid leaf that is not in its table reads as what an absent one gives: all ones, 0 and 0. Context  one thread. State
// `arch_host_state`. Errors   a full table or a halted processor ends the test program with a sentence.
#pragma once
#include "kernel/base/cell.h"

enum { ARCH_HOST_PORTS = 64, ARCH_HOST_OUTS = 256, ARCH_HOST_MSRS = 32, ARCH_HOST_CPUIDS = 16 };

struct arch_host_port {
  uint16_t port;
  uint32_t value;
};
struct arch_host_out {
  uint16_t port;
  uint16_t bytes;  // 1, 2 or 4
  uint32_t value;
};
struct arch_host_msr {
  uint32_t number;
  uint64_t value;
};
struct arch_host_cpuid {
  uint32_t leaf, subleaf;
  uint32_t registers[4];
};

struct arch_host {
  uint64_t interrupts_on;        // 1 at first
  uint64_t cycles, cycles_step;  // each arch_cycles gives cycles and then adds the step
  uint64_t page_root;
  uint64_t windows, windows_opened;  // open now; ever
  uint64_t tlb_drops, tlb_drops_all, pauses;

  // What has been written, the last ARCH_HOST_OUTS of them: number i lies at outs[i % ARCH_HOST_OUTS].
  uint64_t out_count;
  struct arch_host_out outs[ARCH_HOST_OUTS];

  // When set, these come instead of the tables: a device model. `out` is called besides recording.
  uint32_t (*in)(uint16_t port, uint32_t bytes);
  void (*out)(uint16_t port, uint32_t bytes, uint32_t value);
  void (*msr_set)(uint32_t number, uint64_t value);  // after the table is changed
  void (*tlb_drop)(uint64_t address);                // UINT64_MAX: all
  void (*stop)(void);                                // arch_stop; may leave by an exception, or the program ends
  void (*let_in)(void);                              // interrupts have come on again; may leave by longjmp

  uint32_t port_count, msr_count, cpuid_count;
  struct arch_host_port ports[ARCH_HOST_PORTS];
  struct arch_host_msr msrs[ARCH_HOST_MSRS];
  struct arch_host_cpuid cpuids[ARCH_HOST_CPUIDS];
};

RAW VIEW_RET struct arch_host *arch_host(void);
RAW void arch_host_reset(void);  // as at the start, but for page_root and tlb_drop: memory outlives a test
RAW void arch_host_set_port(uint16_t port, uint32_t value);
RAW void arch_host_set_msr(uint32_t number, uint64_t value);
RAW void arch_host_set_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t eax, uint32_t ebx, uint32_t ecx, uint32_t edx);
