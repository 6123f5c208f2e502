// SPDX-License-Identifier: Apache-2.0
// epoch_system_test: a table that is replaced under its readers, for their test.
//
// Context  tasks.
// Owns     the table that is in force is the cell's.
// State    `board`.
// Errors   of heap_new.
#pragma once
#include "kernel/base/cell.h"

ATOMIC status_t board_replace(uint64_t value);  // by another, in which every word is that value; the old one is retired
ATOMIC void board_end(void);
ATOMIC void board_note(uint64_t reads, uint64_t bad);
// Reads in a section; faults in it as long as *tries is less than `faults`.
STEPS status_t board_read(uint64_t *tries, uint64_t faults);
RAW void board_try(uint64_t *tries, uint64_t faults);
