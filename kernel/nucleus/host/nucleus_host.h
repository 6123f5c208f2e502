// SPDX-License-Identifier: Apache-2.0
// nucleus_host: the nucleus of unit tests: the real task, sched, sync, clock and fault cells run on it in one thread,
// and nothing happens but what the test does, so every run is the same.
//
// A test spawns tasks and calls nucleus_host_run. Interrupts come where the test raises them: in its idle function, or
// from a task in nucleus_host_interrupt, which is also how a task is preempted.
//
// Context  the test's one thread.
// Owns     a big stack for each context; a context's own stack is not used, so GoogleTest may be called in tasks.
// State    `nucleus_host`.
// Errors   what the real nucleus would not survive (suspending outside a context) ends the test program with a
//          sentence.
#pragma once
#include "kernel/nucleus/nucleus.h"

// Runs what the scheduler chooses. When nothing is ready, idle() raises what it will and answers whether to go on;
// null: no.
RAW void nucleus_host_run(bool (*idle)(void));
// As if an interrupt came at this very place, if interrupts are on. True from the handler: choose again.
RAW void nucleus_host_interrupt(bool (*handler)(void));
// As if this instruction faulted: hands the fault to kernel/fault, as if it came in the running context. Returns the
// verdict, but for NUCLEUS_LEAVE; nothing is made again.
RAW enum nucleus_verdict nucleus_host_fault(struct nucleus_fault *fault);
// Called around each choice, on the CPU's own stack: where a test does what an undertaker's task would.
RAW void nucleus_host_before_choice(void (*fn)(void));
RAW void nucleus_host_reset(void);  // no context, no upcall
