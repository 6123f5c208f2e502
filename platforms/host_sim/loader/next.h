// SPDX-License-Identifier: Apache-2.0
// next: where the instruction at a place leads, so that a breakpoint there can stand for a single step, which costs several times as much
// where the host is itself a virtual machine.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "platforms/host_sim/loader/sim.h"

// The address of the instruction that follows the one at registers->rip. False: it is not known here; step by the trap flag. A string
// instruction with a repeat prefix counts as one.
bool next_instruction(const struct sim_registers *registers, uint64_t *next);
