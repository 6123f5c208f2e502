// SPDX-License-Identifier: Apache-2.0
// fault: what becomes of a CPU exception, a failed assertion, a kcfi or UBSan trap, a stack or journal that overflows.
//
// What the call that faulted has done is taken back, then one rung after another is tried, each once for one trouble: the call
// is made again; then the STEPS call around it, after all that it has acquired is released; then the next one outward; then
// its task is ended and all that it owned returns. The system ends only where nothing can be taken back. docs/faults.md.
//
// Context  the CPU's fault stack. Uses no heap, and no lock of its own.
// Owns     nothing; records are copies.
// State    `faults`: the last faults and how often whom; `guards`: where the handling of a fault goes on when it faults itself.
// Errors   OUT_OF_RANGE: not that many are kept.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/nucleus/nucleus.h"

enum {
  FAULT_FRAMES = 16,
  FAULTS_KEPT = 32,
  FAULT_TALLIES = 16,
  FAULT_NAME = 48,
  FAULT_WHAT = 120,
  FAULT_WHY = 80,
  FAULT_POWER_STATUS = 3,
  FAULT_TASK_MOST = 256,  // faults of one task; then it is ended whatever the rung
};

// What was done about a fault.
enum fault_rung {
  FAULT_GOES_ON,      // a breakpoint and the like: nothing was wrong
  FAULT_INSTRUCTION,  // in the gates, which do nothing by halves: the instruction was done again
  FAULT_CALL,         // the transaction was undone and its call made again
  FAULT_REQUEST,      // what the STEPS call had acquired was released, and it was made again
  FAULT_AFTER,        // the call had committed: what was left of it to do was done
  FAULT_INTERRUPT,    // the interrupt's transaction was undone, and the interrupt given up
  FAULT_TASK,         // the task was ended
  FAULT_SYSTEM,       // the system ended
  FAULT_RUNGS,
};

struct fault_record {
  uint64_t sequence;  // from 0
  uint64_t trouble;   // the sequence of the first fault of the same trouble
  uint64_t cycles;
  uint32_t cpu;  // on which it came
  uint64_t vector, error, rip, address;
  uint64_t task;  // number; 0: none
  char task_name[32];
  char what[FAULT_WHAT];                      // "page fault: write to unmapped address 0x10, near null"
  char cell[FAULT_NAME], symbol[FAULT_NAME];  // where it was; after a jump to nowhere, who jumped; empty: unknown
  uint64_t cell_version, offset;
  enum fault_rung rung;
  uint64_t undone;           // stores that were taken back
  uint64_t released;         // what the call had acquired and gave back
  char request[FAULT_NAME];  // FAULT_CALL, FAULT_REQUEST, FAULT_AFTER: the function that was called
  uint64_t inside;           // faults of the handling itself meanwhile
  char state[FAULT_WHY];  // what the cell's own check of its state (CELL_CHECK) found broken after that; empty: nothing
  bool rebuilt;           // and the cell made it anew (CELL_REBUILD)
  char why[FAULT_WHY];    // why this rung: what was not enough, or not possible, before it
};
READ status_t fault_record(uint64_t index, struct fault_record *record);  // 0: the newest
READ uint64_t fault_count(void);
READ VIEW_RET const char *fault_rung_name(enum fault_rung rung);  // "call made again"
// "14 stores undone, console_take made again: it came outside a transaction".
READ void fault_tell(const struct fault_record *record, char *text, uint32_t size);

// Keeps a record, and counts it, of what somebody has found wrong with a task that runs no wrong code, and has dealt with: kernel/watchdog.
RAW void fault_note(const char *cell, uint64_t task, const char *name, const char *what, enum fault_rung rung,
                    const char *why);

// How often it was who, of the FAULT_TALLIES cells and tasks that faulted last.
struct fault_tally {
  char name[FAULT_NAME];  // of the cell, or of the task
  uint64_t task;          // its number; 0: a cell
  uint64_t faults, recovered, ended;
};
READ status_t fault_cell_tally(uint32_t index, struct fault_tally *tally);
READ status_t fault_task_tally(uint32_t index, struct fault_tally *tally);

// Ends the system with a report and power status FAULT_POWER_STATUS, from a cell that finds its own invariant broken.
RAW NORETURN void fault_panic(const char *cell, const char *message);
