// SPDX-License-Identifier: Apache-2.0
// timer: calls a function at a moment. docs/time.md tells what happens when.
//
// Context  ATOMIC: any but faults. A timer's function runs on the processor that the timer was started or moved on, interrupts off, in a
//          transaction of its own behind that of the timer interrupt. It may do what any ATOMIC may, and store about a KiB: wake a task,
//          move and stop timers, its own too.
// Owns     the caller owns what timer_start returns, until timer_stop; a timer whose owner dies is stopped.
// State    `timer_cpus`: what waits on each processor, and the lock of it.
// Errors   NO_MEMORY. INVALID: no function. UNSUPPORTED: no timer interrupts on this machine. NOT_FOUND: no such owner, or it is dying.
#pragma once
#include "kernel/base/cell.h"

struct OWNED timer;

enum timer_state {
  TIMER_WAITS,  // for its moment
  TIMER_DUE,    // it has come, and the function is about to be called
  TIMER_OVER,   // the function has been called, or was given up; until the timer is moved
};

// run(argument) is called when clock_now() is at the deadline; when that is past, behind the next timer interrupt, which comes at once.
// UINT64_MAX: never.
ATOMIC status_t timer_start(uint64_t deadline_ns, AS(ATOMIC) void (*run)(uint64_t argument), uint64_t argument,
                            OWN_RET struct timer **timer);
ATOMIC void timer_move(RETAINS struct timer *timer, uint64_t deadline_ns);  // another moment, whatever its state
// For its own function: again a period after its moment, or where the interrupt that called it came later than that, at the first whole period
// behind the interrupt. period_ns: at least 1.
ATOMIC void timer_repeat(RETAINS struct timer *timer, uint64_t period_ns);
// Afterwards the function is not running, and will not, but for the one that stops its own timer. True: it was not over. Null is allowed.
ATOMIC bool timer_stop(OWN struct timer *timer);
// Another owner in the ledger: a cell's node, another object's.
ATOMIC status_t timer_give(RETAINS struct timer *timer, uint32_t owner);

READ uint64_t timer_deadline(const struct timer *timer);  // also when it is over
READ enum timer_state timer_state(const struct timer *timer);

struct timer_statistics {
  uint64_t waiting, called, given_up;
};
READ void timer_statistics(struct timer_statistics *out);  // of all processors
READ bool timer_check(void);                               // what waits is linked, counted, and in order
