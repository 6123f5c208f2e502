// SPDX-License-Identifier: Apache-2.0
// clock: time since boot, from the time-stamp counter calibrated against the platform's timer; the moments at which processors' timers
// come; sleeping. docs/time.md tells how exact that is.
//
// Context  READ: any. clock_sleep: in a task. clock_alarm: interrupts off, under a lock or in a handler.
// Owns     nothing; the sleepers are kernel/sched's.
// State    `clock`: the calibration, and the time at which a timer came last. `clock_cpus`: the alarms of the processors.
// Errors   INVALID: not in a task. UNSUPPORTED from init: the counter does not run
//          forward, no timer to measure it by answers, or no timer comes; from then on nobody can sleep (UNSUPPORTED).
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

#define CLOCK_NEVER UINT64_MAX

READ CLOCK uint64_t
clock_now(void);  // ns since this cell was initialised; never smaller than when a timer came earlier
READ uint64_t clock_at(uint64_t cycles);           // the same for a moment that arch_cycles() told; 0: before that
READ uint64_t clock_from_cycles(uint64_t cycles);  // a span of time-stamp ticks in ns
READ uint64_t clock_frequency(void);               // time-stamp ticks a second; 0: not calibrated
STEPS status_t clock_sleep(uint64_t ns);  // 0: returns at once. Made again after it was abandoned, it begins anew
STEPS status_t clock_sleep_until(uint64_t deadline_ns);  // clock_now() at which to wake; it may have passed
ATOMIC status_t
clock_take_sleep(uint64_t deadline_ns);  // its step: WAITING: the task is entered, sched_wait_here() next

// This processor's timer comes at that moment of clock_now() at the latest, at once if it has passed.
ATOMIC void clock_alarm(uint64_t moment_ns);
// What is called each time that a timer comes, on its processor, before the transaction of the timer ends: it looks for what is due, and says
// by clock_alarm what is next. One user; null: none.
ATOMIC void clock_on_alarm(AS(ATOMIC) void (*due)(uint64_t now_ns));
