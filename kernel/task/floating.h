// SPDX-License-Identifier: Apache-2.0
// floating: what computes in floating point, for its test.
//
// Context  tasks that have asked for floating point.
// Owns     nothing.
// State    `floating`: a sum.
// Errors   none; a task whose registers are not its own ends with 1, or 2 where that is the control word.
#pragma once
#include "kernel/base/cell.h"

enum { FLOATING_PARTS = 60, FLOATING_EVERY = 7 };

ATOMIC void floating_reset(void);
ATOMIC void floating_add(
    uint64_t part);  // the sum goes up by 1/part; faults between two stores, the first and every FLOATING_EVERY-th time
READ bool floating_is(uint64_t parts);  // that of so many
READ uint64_t floating_faults(void);

// Tasks.
STEPS void floating_holds(void *number);  // words of that number in each register, again and again
STEPS void floating_sums(void *);
STEPS void
floating_divides(void *);  // by zero, which it has unmasked; by the older instructions, whose exceptions QEMU raises
STEPS void floating_first(void *);
