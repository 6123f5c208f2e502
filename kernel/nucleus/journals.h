// SPDX-License-Identifier: Apache-2.0
// journals: where the journals of a CPU's transactions lie.
#pragma once
#include "kernel/nucleus/nucleus.h"

// block: the address of the CPU's block in the region.
void nucleus_journals_start(struct nucleus_cpu *cpu, uint64_t block);
