// SPDX-License-Identifier: Apache-2.0
// preemption: transactions that meddle with preemption, for their test.
//
// Context  tasks.
// Owns     nothing.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

// Takes preemption off, and on, that often; returns how often it is off then.
ATOMIC uint64_t preemption_turn(uint64_t off, uint64_t on);
// Counts up, takes preemption off and faults, but for the second time; returns how often preemption is off.
ATOMIC uint64_t preemption_fault(uint64_t *count, uint64_t *tries);
// Does what an interrupt does that comes into it and wants a choice.
ATOMIC void preemption_interrupt(void);
RAW void preemption_try(uint64_t *tries);  // counts, and no undo takes that back; the first one faults
RAW void preemption_want(void);
