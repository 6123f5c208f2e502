// SPDX-License-Identifier: Apache-2.0
// clock: time since boot, from the time-stamp counter calibrated against the platform's timer; the tick; sleeping.
// docs/time.md tells how exact that is.
//
// Context  READ: any. clock_sleep: in a task. Deadlines are met by the first tick at or after them, never before.
// Owns     nothing; the sleepers are kernel/sched's.
// State    `clock`: the calibration, and the time of the last tick.
// Errors   INVALID: not in a task. NO_MEMORY: none to enter the sleeper. UNSUPPORTED from init: the counter does not run
//          forward, the timer does not answer, or there is no tick; from then on nobody can sleep (UNSUPPORTED).
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

enum { CLOCK_TICK_HERTZ = 250 };

READ CLOCK uint64_t clock_now(void);      // ns since this cell was initialised; never smaller than at an earlier tick
READ uint64_t clock_at(uint64_t cycles);  // the same for a moment that arch_cycles() told; 0: before that
READ uint64_t clock_from_cycles(uint64_t cycles);  // a span of time-stamp ticks in ns
READ uint64_t clock_frequency(void);               // time-stamp ticks a second; 0: not calibrated
STEPS status_t clock_sleep(uint64_t ns);  // 0: returns at once. Made again after it was abandoned, it begins anew
STEPS status_t clock_sleep_until(uint64_t deadline_ns);  // clock_now() at which to wake; it may have passed
ATOMIC status_t
clock_take_sleep(uint64_t deadline_ns);  // its step: WAITING: the task is entered, sched_wait_here() next
