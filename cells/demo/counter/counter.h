// SPDX-License-Identifier: Apache-2.0
// counter: a number that grows; the smallest cell that has something to lose when it is swapped.
//
// Context  any.
// State    `counter_total`: the number. It stays when the cell's version changes.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t counter_next(void);  // grows the number and returns it
