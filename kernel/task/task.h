// SPDX-License-Identifier: Apache-2.0
// task: what runs: a stack, a name, an account of its time. Which one runs is the scheduler's business (kernel/sched),
// what it waits for is kernel/sync's. docs/tasks.md has the states and what happens at each step.
//
// Context  any but faults.
// Owns     a task is a node of the ledger, below which lies what it owns; the node belongs to this cell, and so do the
//          stacks. The record lives until the node is buried and nobody holds a reference. A reference belongs to the task
//          that took it, and goes with it.
// State    `tasks`: the table of all tasks, and stacks and records that wait for the next ones.
// Errors   NO_MEMORY; NOT_FOUND: no task has that number, or the caller holds no reference; FULL: TASKS_MAX records exist
//          already, or TASK_REFERENCES are held; INVALID: no name or no entry.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/base/timer_queue.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"

enum {
  TASK_NAME = 32,
  TASK_WAIT_NAME = 24,
  TASKS_MAX = 16384,
  TASK_REFERENCES = 8,
  TASK_STACK_PAGES = 4,
  TASK_STACK_PAGES_MAX = 256,
  TASK_PRIORITY_MOST = 31
};
#define TASK_CPUS_ALL UINT64_MAX
#define TASK_GIVES_WAY (UINT64_C(1) << 63)
enum task_state { TASK_READY, TASK_RUNNING, TASK_WAITING, TASK_ENDED };
enum task_end { TASK_RETURNED, TASK_EXITED, TASK_WAS_KILLED, TASK_FAULTED };

struct task;

// What a task can wait for that other tasks have to end: CELL_OPS(struct task_obstacle, mutex_obstacle) = {.name = "mutex", ...};
struct task_obstacle {
  char name[24];
  // The index-th task that can end the wait for that object; null: no more. Called with the scheduler's lock held, by whoever looks for
  // circles: it enters no lock. Who changes the answer while tasks wait there calls sched_hold_waits before.
  AS(READ) struct task *(*holder)(uint64_t object, uint32_t index);
  bool any;  // one of them is enough to end it; else all have to
};

// Whether a task that has ended begins again: as another one, with a number of its own and the same function and argument. What was
// killed does not.
enum task_restart { TASK_RESTART_NEVER, TASK_RESTART_AFTER_FAULT, TASK_RESTART_ALWAYS };

// Zero means what sched_spawn gives. docs/tasks.md.
struct task_options {
  const char *name;
  uint32_t stack_pages;  // 0: TASK_STACK_PAGES
  uint8_t priority;      // its own, 0 to TASK_PRIORITY_MOST
  enum task_restart restart;
  uint32_t restarts;     // how often at most
  uint64_t back_off_ns;  // how long it waits before the first, twice as long before each further one; 0: 10 ms
  uint64_t cpus;         // a bit for each processor on which it may run; 0: all
  bool floating_point;   // it may use floating-point and vector registers; UNSUPPORTED where nobody may
};

struct task_reference {
  uint32_t owner;  // of the entry: a node of the ledger
  uint32_t entry;  // in the ledger
  bool held;
  uint8_t place;  // in the record's array
};

// What the policy in charge keeps of a task (kernel/sched/policy.h); its run queue's lock guards it.
struct task_turn {
  uint64_t used_ns;  // of its slice
  uint64_t start;    // fair: where its slice begins, in virtual time of the queue `home`; 0 there: how far behind
  uint32_t home;     // fair: the arrangement of the queue that it was in last; 0: none
  uint8_t shorter;   // fair: its slices are halved so often
};

struct task {
  struct nucleus_context context;  // first, so that a context is its task; context.owner is its node in the ledger
  uint64_t number;                 // from 1, never used again
  char name[TASK_NAME];
  enum task_state state;
  enum task_end end;  // valid when TASK_ENDED
  int64_t result;     // of sched_exit, else 0
  bool kill_wanted;   // it ran when it was killed: the next choice drops it
  bool buried;        // ended, and all that it owned is released
  uint8_t priority;   // 0 lowest .. 31, its own; round robin ignores it
  uint8_t inherited;  // the highest of those that wait for what it holds; counts where it is more than its own
  uint8_t references;
  uint64_t cpus;  // a bit for each processor on which it may run
  struct task_turn turn;
  uint8_t restart;                 // enum task_restart
  uint32_t restarts;               // how many it comes after
  uint32_t restarts_left;          // how often it may begin again
  uint64_t back_off_ns;            // as in its options
  uint64_t running_since;          // cycles; while TASK_RUNNING
  uint64_t run_cycles;             // time-stamp ticks on the CPU, up to running_since
  uint64_t switches;               // times chosen; TASK_GIVES_WAY as long as it has asked for others to run first
  uint32_t cpu;                    // that runs it, that it waits for, or that ran it last
  char waits_for[TASK_WAIT_NAME];  // what it waits for, or has waited for last, for ps
  uint64_t waits_mark;             // what its context had acquired when it began to wait, that wait included
  uint32_t waits_named;            // where that stood, the low half: who waits for the same again need not copy it
  status_t wait_result;            // OK: woken; TIMED_OUT; INTERRUPTED
  uint32_t stack_pages;
  OWN void *stack;      // null: it is buried
  void *floating;       // where its floating-point registers are while no processor has them; null: it has not asked
  uint64_t stack_used;  // bytes, the deepest at which it was suspended
  AS(STEPS) void (*entry)(void *argument);
  void *argument;
  struct list_node all;      // in the table of tasks
  struct list_node row;      // in its index by number
  struct list_node queue;    // in a run queue or a wait queue
  struct timer_node timer;   // among the sleepers; its deadline is the moment of clock_now() at which to wake
  struct list_node joiners;  // tasks that wait for the end of this one, by `queue`
  void *retakes;             // the mutex that it has promised to hold again (kernel/sync)
  const struct task_obstacle *obstacle;  // while it waits, what for, if that is known; null: it is not
  uint64_t obstacle_object;
  struct list_node blocked;  // while it waits for what is known: among all such waits
  uint64_t waits_until;      // its deadline; 0: none
  uint64_t waits_since;      // clock_now() at the last tick before its wait began
  struct list_node cancel;   // among the waits that are called off together
  uint64_t wait_most_ns;     // how long its waits take at most, as it has said (kernel/watchdog); 0: it has not
  uint64_t watched;          // `switches` when kernel/watchdog last looked at it
  uint32_t watched_looks;    // how often it has looked since that changed
  bool watched_told;         // and has told of it
  struct task_reference reference[TASK_REFERENCES];
};

struct task_info {  // a copy, for ps
  uint64_t number;
  char name[TASK_NAME];
  enum task_state state;
  uint64_t run_cycles, switches;
  uint32_t stack_pages;
  uint64_t stack_used;  // bytes, the deepest at which it was suspended
  uint8_t priority, inherited;
  uint64_t cpus;      // a bit for each on which it may run
  uint32_t restarts;  // how many it comes after
  uint32_t node;      // in the ledger; LEDGER_NONE: it is buried
  uint32_t cpu;       // that runs it, or ran it last
  bool kill_wanted;
  char waits_for[TASK_WAIT_NAME];
  char request[40];  // the outermost STEPS call it is in, from the graph; empty: none
};

// A record and a stack with guard pages; stack_pages 0: TASK_STACK_PAGES. It cannot run yet: sched_spawn gives it its
// first frame. Nobody holds a reference yet. type: what its node in the ledger is; its release calls task_bury.
// OUT_OF_RANGE: the priority.
ATOMIC status_t task_create_with(const struct task_options *options, AS(STEPS) void (*entry)(void *argument),
                                 void *argument, const struct ledger_type *type, struct task **task);
ATOMIC status_t task_create(const char *name, AS(STEPS) void (*entry)(void *argument), void *argument,
                            uint32_t stack_pages, const struct ledger_type *type, struct task **task);
// What the task owned is released: takes its node off the ledger, and frees the record when nobody holds a reference.
ATOMIC void task_bury(OWN struct task *task);

// Gives back the stacks and records that are kept for the next tasks; their memory is free when the transaction has ended.
ATOMIC void task_trim(void);

// A reference of the caller's, which keeps the record.
ATOMIC status_t task_retain(struct task *task);
// Gives one back: the caller's own, or else any; the last one frees the record of a buried task. Null is allowed.
ATOMIC void task_release(OWN struct task *task);
// Hands the caller's reference to another owner: a node of the ledger.
ATOMIC status_t task_give(RETAINS struct task *task, uint32_t owner);
ATOMIC void task_drop_reference(struct task_reference *reference);  // the ledger's: of an owner that died

READ uint8_t task_priority(const struct task *task);  // its own, or what it has inherited, if that is more
READ VIEW_RET struct task *task_current(void);        // null: not in a task (boot, interrupt, scheduler)
ATOMIC status_t task_find(uint64_t number, OWN_RET struct task **task);  // with a reference of the caller's
// Without one: valid to the end of the transaction that asks. Null: no task has that number.
READ VIEW_RET struct task *task_view(uint64_t number);
READ status_t task_next(uint64_t after, struct task_info *info);  // by number; NOT_FOUND: no more
READ uint64_t task_count(void);                                   // records that exist, ended ones included
READ bool task_check(void);                                       // the table is linked, counted and in order
