// SPDX-License-Identifier: Apache-2.0
// task: what runs: a stack, a name, an account of its time. Which one runs is the scheduler's business (kernel/sched),
// what it waits for is kernel/sync's. docs/tasks.md has the states and what happens at each step.
//
// Context  any but faults, interrupts are off inside.
// Owns     task_create's caller holds a reference until task_release. A task ends by returning, sched_exit, a kill or a
//          fault. Its stack is released when it is off it, its record when nobody refers to it.
// State    `tasks`: the table of all tasks.
// Errors   NO_MEMORY; NOT_FOUND: no task has that number; FULL: TASKS_MAX records exist already; INVALID: no name or no
//          entry.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/nucleus/nucleus.h"

enum {
  TASK_NAME = 32,
  TASK_WAIT_NAME = 24,
  TASKS_MAX = 1024,
  TASK_STACK_PAGES = 4,
  TASK_STACK_PAGES_MAX = 256,
  TASK_PRIORITY_MOST = 31
};
enum task_state { TASK_READY, TASK_RUNNING, TASK_WAITING, TASK_ENDED };
enum task_end { TASK_RETURNED, TASK_EXITED, TASK_WAS_KILLED, TASK_FAULTED };

struct task {
  struct nucleus_context context;  // first, so that a context is its task
  uint64_t number;                 // from 1, never used again
  char name[TASK_NAME];
  enum task_state state;
  enum task_end end;  // valid when TASK_ENDED
  int64_t result;     // of sched_exit, else 0
  uint64_t references;
  bool kill_wanted;
  bool firm;                       // waits where a kill may not reach it (sched_wait_firmly)
  uint8_t priority;                // 0 lowest .. 31; round robin ignores it
  uint64_t running_since;          // cycles; while TASK_RUNNING
  uint64_t run_cycles;             // time-stamp ticks on the CPU, up to running_since
  uint64_t switches;               // times chosen
  char waits_for[TASK_WAIT_NAME];  // what it waits for, for ps; empty: nothing
  status_t wait_result;            // OK: woken; TIMED_OUT; KILLED
  void *stack;                     // null: released
  uint32_t stack_pages;
  uint64_t stack_used;  // bytes, the deepest at which it was suspended
  void (*entry)(void *argument);
  void *argument;
  struct list_node all;      // in the table of tasks
  struct list_node queue;    // in a run queue or a wait queue
  struct list_node timer;    // in the clock's queue of sleepers
  struct list_node joiners;  // tasks that wait for the end of this one, by `queue`
  uint64_t deadline;         // clock_now() ns at which to wake; 0: none
  void *waits_in;            // struct wait_queue it is in, or null
};

struct task_info {  // a copy, for ps
  uint64_t number;
  char name[TASK_NAME];
  enum task_state state;
  uint64_t run_cycles, switches;
  uint32_t stack_pages;
  uint64_t stack_used;  // bytes, the deepest at which it was suspended
  uint8_t priority;
  bool kill_wanted;
  char waits_for[TASK_WAIT_NAME];
  char request[40];  // the outermost STEPS call it is in, from the graph; empty: none
};

// A record and a stack with guard pages; stack_pages 0: TASK_STACK_PAGES. It cannot run yet: sched_spawn gives it its
// first frame.
ATOMIC status_t task_create(const char *name, void (*entry)(void *argument), void *argument, uint32_t stack_pages,
                            OWN_RET struct task **task);
// Gives a reference back; the last one frees the record. Null is allowed.
ATOMIC void task_release(OWN struct task *task);
ATOMIC void task_retain(struct task *task);
READ VIEW_RET struct task *task_current(void);  // null: not in a task (boot, interrupt, scheduler)
ATOMIC status_t task_find(uint64_t number, OWN_RET struct task **task);
READ status_t task_next(uint64_t after, struct task_info *info);  // by number; NOT_FOUND: no more
READ uint64_t task_count(void);                                   // records that exist, ended ones included

// The scheduler's own: marks the task ended (its stack stays, it is on it), and later, off it, frees the stack.
ATOMIC void task_end(struct task *task, enum task_end end, int64_t result);
ATOMIC void task_reap(struct task *task);
