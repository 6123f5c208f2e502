// SPDX-License-Identifier: Apache-2.0
// phases: tells the steps of booting as events of the trace. The first ones come before there is a ring; they are kept
// and told as soon as there is one, with their own times.
#pragma once
#include "kernel/trace/trace.h"

enum { BOOT_PHASES_EARLY = 64 };

struct boot_phases {  // zeroed at first; lies on the boot stack
  uint32_t count;
  struct boot_phase {
    const struct trace_point *point;
    uint64_t cycles, a;
    enum trace_phase phase;
  } early[BOOT_PHASES_EARLY];  // when full, later ones are left out
};

void boot_phase(struct boot_phases *phases, const struct trace_point *point, enum trace_phase phase, uint64_t a);
