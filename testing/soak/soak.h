// SPDX-License-Identifier: Apache-2.0
// soak: all of the run-time core at once, on all processors, from one seed. docs/soak.md.
//
// steady.c  pairs that wait for each other without a deadline and are never killed: a lost wake-up stops them for good.
// wild.c    tasks that do anything, and are killed at any instruction.
// harm.c    who kills, who exchanges cells and policies, and calls that fault.
// soak.c    starts them, looks at what holds, ends them, compares totals.
//
// Context  tasks.
// Owns     what `soak` refers to is the running test's; what another task has is its own.
// State    `soak`.
// Errors   of sched_spawn; what is wrong is noted, and ends the run.
#pragma once
#include "kernel/base/cell.h"

enum soak_count {
  SOAK_MESSAGES,
  SOAK_OBJECTS,
  SOAK_BYTES,
  SOAK_EVENTS,
  SOAK_TURNS,
  SOAK_SECTIONS,
  SOAK_TIMERS,
  SOAK_FILES,
  SOAK_BLOCKS,
  SOAK_SPAWNS,
  SOAK_FATAL,
  SOAK_STUMBLES,
  SOAK_KILLS,
  SOAK_SWAPS,
  SOAK_REFUSED,
  SOAK_COUNTS
};

READ bool soak_goes_on(void);
READ uint64_t soak_total(void);  // operations so far
ATOMIC void soak_begin(uint64_t seed);
ATOMIC void soak_stop(void);
RAW void soak_add(enum soak_count count, uint64_t by);  // nothing takes it back
ATOMIC void soak_wrong(const char *what);
ATOMIC void soak_refused(const char *what, status_t status);  // the same of a call that gave that; OK is not wrong
ATOMIC void soak_advance(uint32_t steady);                    // that one has done something

// ---- steady.c ----
ATOMIC status_t soak_start_steady(uint32_t number);
ATOMIC void soak_pass(uint64_t to);  // the turn, with the mutex held

// ---- wild.c ----
ATOMIC status_t soak_start_wild(uint32_t number);
ATOMIC void soak_write(bool table);    // two words that are always equal; for who holds what guards them
READ bool soak_is_whole(bool table);   // they are
ATOMIC void soak_ring(uint64_t bits);  // a timer's
ATOMIC void soak_fill(uint64_t *words, uint64_t count, uint64_t mark);

// ---- harm.c ----
ATOMIC status_t soak_start_harm(uint32_t number);
ATOMIC void soak_exchanged(void);  // the next swap is another one
ATOMIC void soak_stumble(void);    // two words that are always equal; faults between them now and then
RAW bool soak_stumbles(void);      // counts, and no undo takes that back
