// SPDX-License-Identifier: Apache-2.0
// fault: what a CPU exception becomes: a report that a person can read, then the end of the task that faulted.
//
// The report names the exception, the cell, version and symbol of each frame, and the registers. It ends the system
// when the fault came outside a task, with preemption or interrupts off (something shared may be half changed), or
// inside the handling of a fault. A breakpoint is reported and goes on. Later rungs (undo, replay, swap) begin here.
// docs/faults.md has the whole.
//
// Context  the CPU's fault stack. Uses no heap and no lock.
// Owns     nothing; records are copies.
// State    `faults`: a ring of the last faults.
// Errors   OUT_OF_RANGE: not that many are kept.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/nucleus/nucleus.h"

enum { FAULT_FRAMES = 16, FAULTS_KEPT = 16, FAULT_NAME = 48, FAULT_WHAT = 120, FAULT_POWER_STATUS = 3 };

struct fault_record {
  uint64_t sequence;  // from 0
  uint64_t cycles;
  uint64_t vector, error, rip, address;
  uint64_t task;  // number; 0: none
  char task_name[32];
  char what[FAULT_WHAT];                      // "page fault: write to unmapped address 0x10, near null"
  char cell[FAULT_NAME], symbol[FAULT_NAME];  // where it was; after a jump to nowhere, who jumped; empty: unknown
  uint64_t cell_version, offset;
};
READ status_t fault_record(uint64_t index, struct fault_record *record);  // 0: the newest
READ uint64_t fault_count(void);
// Ends the system with a report and power status FAULT_POWER_STATUS, from a cell that finds its own invariant broken.
RAW NORETURN void fault_panic(const char *cell, const char *message);
