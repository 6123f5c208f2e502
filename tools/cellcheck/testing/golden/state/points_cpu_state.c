// SPDX-License-Identifier: Apache-2.0
// points_cpu_state: state of a processor is state.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void enter_idle(uint32_t cpu);
// file: points_cpu_state.c
#include "cell.h"

struct load {
  const char *doing;
};
CELL_CPU_STATE(struct load, loads);

void enter_idle(uint32_t cpu) {
  // want: state.points the address of the literal "idle" is stored into state 'loads': the next version has it
  //   elsewhere
  loads[cpu % CELL_CPUS_MAX].doing = "idle";
}
