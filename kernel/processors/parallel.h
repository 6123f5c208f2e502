// SPDX-License-Identifier: Apache-2.0
// parallel: what tasks on several processors do to the same memory, for their test.
//
// Context  tasks.
// Owns     nothing.
// State    `parallel`, under its lock but for `seen`, `crossed`, `left` and what the mutex guards.
// Errors   NO_MEMORY.
#pragma once
#include "kernel/base/cell.h"

enum { PARALLEL_PARTS = 8 };

ATOMIC void parallel_reset(void);
ATOMIC void parallel_seen(void);   // the processor that this runs on
ATOMIC void parallel_raise(void);  // the count, with the mutex held
// Takes an object and gives one back that another call has left there, under two locks that are entered in one order or the other.
ATOMIC status_t parallel_exchange(uint64_t place);
// Calls of place 0 and of place 1 that are made at once, of the same round: each has one of the two locks before it wants the other's. Counts.
ATOMIC void parallel_cross(uint64_t place, uint64_t round);
ATOMIC void parallel_give_back(void);  // all that is left there
ATOMIC void parallel_let_go(void);     // the first word: who waits for it goes on
// Two words that are always equal; faults between them every now and then.
ATOMIC void parallel_pair(void);
RAW bool parallel_faults(void);  // counts, and no undo takes that back
