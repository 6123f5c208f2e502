// SPDX-License-Identifier: Apache-2.0
// clock: time since boot, from the time-stamp counter calibrated against the platform's timer; the tick; sleeping.
// docs/time.md tells how exact that is.
//
// Context  READ: any. clock_sleep: in a task. Deadlines are met by the first tick at or after them, never before.
// Owns     nothing; a sleeper's record stays its task's.
// State    `clock`: the calibration and the queue of sleepers, in order of deadline.
// Errors   KILLED: told to end while sleeping. INVALID: not in a task. UNSUPPORTED from init: the counter does not run
//          forward, the timer does not answer, or there is no tick; from then on nobody can sleep (UNSUPPORTED).
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

enum { CLOCK_TICK_HERTZ = 250 };

READ uint64_t clock_now(void);            // ns since this cell was initialised; never smaller than at an earlier tick
READ uint64_t clock_at(uint64_t cycles);  // the same for a moment that arch_cycles() told; 0: before that
READ uint64_t clock_from_cycles(uint64_t cycles);  // a span of time-stamp ticks in ns
READ uint64_t clock_frequency(void);               // time-stamp ticks a second; 0: not calibrated
STEPS status_t clock_sleep(uint64_t ns);           // 0: returns at once
// For kernel/sync: wakes the task with TIMED_OUT at that time unless it is disarmed before; interrupts off.
ATOMIC void clock_arm(struct task *task, uint64_t deadline_ns);
ATOMIC void clock_disarm(struct task *task);
