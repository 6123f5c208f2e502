// SPDX-License-Identifier: Apache-2.0
// sched: puts tasks on the CPU. The policy chooses (policy.h); this cell keeps the run queue, the sleepers, the accounts,
// and the way in, to a wait, and out.
//
// Context  ATOMIC: any but faults, but for sched_end_running. STEPS: in a task, outside transactions, preemption on.
// Owns     sched_spawn's caller owns the reference it gets, until sched_join or task_release. A place in a wait queue and
//          a timer belong to the task that waits.
// State    `sched`: the run queue, the sleepers, and who runs. Its lock guards the state of each task and each list that a
//          task is in by `queue` or `timer`, also where the list lies in other cells' memory.
// Errors   NOT_FOUND: no such task, or it has ended. INVALID: not in a task, or a task joins itself. NO_MEMORY: to spawn.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

// Starts a task; `task` may be null: then nobody refers to it and its record goes when it ends. Errors as task_create.
ATOMIC status_t sched_spawn(const char *name, AS(STEPS) void (*entry)(void *argument), void *argument,
                            OWN_RET struct task **task);
// With more to say than a name (kernel/task/task.h). OUT_OF_RANGE: of the priority, or no processor of the set runs.
ATOMIC status_t sched_spawn_with(const struct task_options *options, AS(STEPS) void (*entry)(void *argument),
                                 void *argument, OWN_RET struct task **task);
STEPS void sched_give_way(void);  // lets the others run first; not called yield, which is POSIX's on the host
RAW BLOCKS NORETURN void sched_exit(int64_t result);
// Waits until the task has ended and all that it owned is released, and tells how it ended (either may be null). The
// caller's reference is taken, and *task set to null, together with the answer, also when that is INVALID: *task is the
// caller's cursor, and with null there the answer is OK at once. Several tasks may join one, each with a reference of its
// own.
STEPS status_t sched_join(OWN struct task **task, enum task_end *end, int64_t *result);
// What a join is made of. OK: the task is over; the caller keeps its reference. WAITING: the running task is among the
// joiners; sched_wait_here comes next. DEADLOCK: the task waits, perhaps by way of others, for the caller.
ATOMIC status_t sched_take_end(struct task *task, enum task_end *end, int64_t *result);
ATOMIC status_t sched_finish_join(OWN struct task **task, enum task_end *end, int64_t *result);
// Ends a task where it stands, without asking it; what it owns is released by the undertaker. A task that runs (the
// caller, or what an interrupt came into) is dropped by the choice that follows its transaction.
ATOMIC status_t sched_kill(uint64_t number);

// From 0, which tasks begin with, to TASK_PRIORITY_MOST; what it means is the policy's (round robin: nothing). OUT_OF_RANGE.
ATOMIC status_t sched_prioritise(uint64_t number, uint8_t priority);
// On which processors it may run, a bit each; it goes there at once. NOT_FOUND; OUT_OF_RANGE: none of them runs.
ATOMIC status_t sched_set_cpus(uint64_t number, uint64_t cpus);
// For what a task holds and others wait for: from now on it counts with at least this priority; 0: with its own only. Above
// TASK_PRIORITY_MOST is that. docs/scheduling.md.
ATOMIC void sched_inherit(RETAINS struct task *task, uint8_t priority);
READ void sched_policy(char *name, uint32_t size);  // "round robin"
READ bool sched_check(void);  // run queue and sleepers: linked, counted, in the states that belong there
// The run queue anew, from the tasks that are ready; those that run and wait are left alone. CORRUPT: it does not hold.
ATOMIC status_t sched_rebuild(void);

// For kernel/sync and kernel/clock. Enters the running task: behind the others in a list that sched_wake takes it from
// (null: none), and among the sleepers (deadline_ns: clock_now() at which to wake it, 0: never). In the transaction that
// looked at the condition; no effect outside a task.
ATOMIC void sched_wait_join(struct list_node *list, uint64_t deadline_ns, const char *waits_for);
// Off the CPU until somebody has woken the task, at once if that came before. OK; TIMED_OUT; INTERRUPTED: it was called
// off; INVALID: not in a task.
RAW BLOCKS status_t sched_wait_here(void);
ATOMIC void sched_wait_leave(RETAINS struct task *task);       // off the lists, as if woken; no effect unless it waits
ATOMIC bool sched_wake(RETAINS struct task *task);             // no effect unless it waits; true: it did
ATOMIC struct task *sched_wake_first(struct list_node *list);  // the first of a list; null: it is empty
// What the running task's wait is for, behind sched_wait_join in its transaction. DEADLOCK: the wait would close a circle of tasks that
// wait for one another with no deadline; the task is not entered any more. Else WAITING.
ATOMIC status_t sched_wait_on(RETAINS const struct task_obstacle *obstacle, uint64_t object);
// The circle that a wait of the running task for that object would close, as a sentence: who waits for what. False: there is none (any more).
READ bool sched_tell_circle(const struct task_obstacle *obstacle, uint64_t object, char *text, uint32_t size);
// For a STEPS function whose step has answered DEADLOCK: a fault of the running task that tells the circle, so that what its calls have
// acquired is released, innermost first, until there is none (docs/synchronisation.md). Returns if there is none any more: ask again.
RAW void sched_stop_circle(const struct task_obstacle *obstacle, uint64_t object);
enum { SCHED_HOLDERS = 4 };
struct sched_wait_info {  // a copy, for `locks` and kernel/watchdog
  uint64_t number;        // of the task
  char name[TASK_NAME];
  char what[TASK_WAIT_NAME];       // what it waits for: the obstacle's name if that is known
  uint64_t object;                 // of the obstacle; 0: not known
  uint64_t since_ns;               // clock_now() at the last tick before it began to wait
  bool ends;                       // by itself: it has a deadline
  uint64_t holders;                // how many tasks can end it, of those that are known
  uint64_t holder[SCHED_HOLDERS];  // the numbers of the first of them
};
READ status_t sched_wait_next(uint64_t after,
                              struct sched_wait_info *info);  // the next task that waits, by number; NOT_FOUND
// What that task inherits, found anew: when it holds something more, or less, for which tasks wait. docs/synchronisation.md.
ATOMIC void sched_settle_loans(uint64_t number);
// Until the transaction ends no wait begins or ends, and nobody looks for circles: before the holder of an obstacle changes for which tasks wait.
ATOMIC void sched_hold_waits(void);
// The wait that the running task has just entered can be called off too: the task is linked into `list` by member `cancel`.
ATOMIC void sched_wait_cancellable(struct list_node *list);
ATOMIC bool sched_wake_with(RETAINS struct task *task,
                            status_t result);            // as sched_wake; its sched_wait_here answers `result`
ATOMIC bool sched_cancel_first(struct list_node *list);  // INTERRUPTED for the first of such a list; false: it is empty

// The clock's, before any task runs: by what a choice tells the time, and how it has the processor's timer come.
struct sched_time {
  uint64_t start;       // arch_cycles() at the moment 0 of clock_now()
  uint64_t ns_a_cycle;  // times 2^32
  AS(ATOMIC) void (*alarm)(uint64_t moment_ns);
};
ATOMIC void sched_set_time(const struct sched_time *time);
// This processor's timer has come: wakes the sleepers whose deadline has come, and asks for the next alarm. True: the running task has used its
// slice, or the CPU idles and a task is ready.
ATOMIC bool sched_tick(uint64_t now_ns);
// For kernel/fault, also while a fault is handled: the running task, or the one just interrupted, is over; it must not run
// again (NUCLEUS_LEAVE).
ATOMIC void sched_end_running(enum task_end end, int64_t result);
ATOMIC void
sched_bury(OWN struct task *task);  // the undertaker's, by the task's type: it has released what the task owned
RAW BLOCKS NORETURN void sched_start(void);  // boot: leaves the boot code, never returns
READ uint64_t sched_ready(void);             // tasks that are ready to run and do not
