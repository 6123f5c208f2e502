// SPDX-License-Identifier: Apache-2.0
// sched: puts tasks on the CPU. The policy chooses (policy.h); this cell keeps the run queue, the accounts, and the way
// in and out.
//
// Context  ATOMIC: any but faults, interrupts are off inside. STEPS: in a task, interrupts on, preemption on.
// Owns     sched_spawn's caller owns the reference it gets, until sched_join or task_release.
// State    `sched`: the run queue and who runs.
// Errors   KILLED: the caller was told to end; it should return soon, and every further wait returns KILLED at once.
//          NOT_FOUND: no such task, or it has ended. INVALID: not in a task, or a task joins itself.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

// Starts a task; `task` may be null: then nobody refers to it and its record goes when it ends. Errors as task_create.
ATOMIC status_t sched_spawn(const char *name, void (*entry)(void *argument), void *argument,
                            OWN_RET struct task **task);
STEPS void sched_give_way(void);  // lets the others run first; not called yield, which is POSIX's on the host
RAW NORETURN void sched_exit(int64_t result);
// Waits until the task has ended and its stack is released, and tells how it ended (either may be null). The caller's
// reference is taken whatever the answer. Several tasks may join one, each with a reference of its own.
STEPS status_t sched_join(OWN struct task *task, enum task_end *end, int64_t *result);
// Asks a task to end: it does so at its wait, or at the next one; a task that never waits runs on. The shell's `kill`.
ATOMIC status_t sched_kill(uint64_t number);

// From 0, which tasks begin with, to TASK_PRIORITY_MOST; what it means is the policy's (round robin: nothing). OUT_OF_RANGE.
ATOMIC status_t sched_prioritise(uint64_t number, uint8_t priority);
READ void sched_policy(char *name, uint32_t size);  // "round robin"

// For kernel/sync and kernel/clock: with interrupts off, suspends the running task until sched_wake; returns
// task->wait_result. Whoever put task->queue into a list takes it out after a wait that was not answered with OK.
RAW status_t sched_wait(const char *waits_for);
// The same for what must be finished first (a mutex that is held again when its condition's wait returns): a kill waits
// too.
RAW status_t sched_wait_firmly(const char *waits_for);
// Takes task->queue out of whatever list it is in. No effect unless the task waits; true: it did.
ATOMIC bool sched_wake(struct task *task, status_t result);
// For interrupt handlers: true when the running task has used its slice, or the CPU idles and a task is ready.
ATOMIC bool sched_tick(uint64_t now_ns);
// For kernel/fault: the running task, or the one just interrupted, is over; it must not run again (NUCLEUS_LEAVE).
RAW void sched_end_running(enum task_end end, int64_t result);
RAW NORETURN void sched_start(void);  // boot: leaves the boot code, never returns
READ uint64_t sched_ready(void);      // tasks that are ready to run and do not
