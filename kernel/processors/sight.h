// SPDX-License-Identifier: Apache-2.0
// sight: what a processor does that hears nothing, and a transaction that is undone behind a change of page tables, for their test.
//
// Context  tasks.
// Owns     nothing.
// State    `sight`.
// Errors   NO_MEMORY.
#pragma once
#include "kernel/base/cell.h"

ATOMIC void sight_reset(void);
ATOMIC status_t sight_maps(void);  // faults behind that; made again, it does nothing
// With interrupts off, until sight_let_go.
RAW void sight_spins(void);
RAW void sight_let_go(void);
