// SPDX-License-Identifier: Apache-2.0
// state: what the files of kernel/sched share.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/sched/policy.h"
#include "kernel/sched/sched.h"
#include "kernel/trace/trace.h"

struct sched_state {
  struct lock lock;
  uint32_t started, idle;    // a bit for each CPU: that has chosen; that found nothing to run
  struct sched_time time;    // zeroed: nobody has said it yet
  struct list_node blocked;  // of struct task by `blocked`
};
extern struct sched_state sched;

// What each CPU has of its own, under the same lock.
struct sched_cpu {
  struct sched_queue queue;
  struct task *running;         // null: it idles or chooses. Of one that is being put off, until the next is chosen
  uint64_t now_ns;              // clock_now() at the last choice or timer here
  struct timer_queue sleepers;  // of struct task by `timer`: those that began to wait here
  uint64_t alarm_ns;            // for which the timer was asked; UINT64_MAX: it need not come
  uint64_t stolen;              // tasks that it took from other queues
  uint32_t to_signal;           // CPUs that this one tells of tasks that it made ready, behind its transaction
  bool late;                    // sleepers whose deadline has come are left to the next choice
  bool kept_looked;             // a timer has come since, and the task below still ran
  uint64_t kept_switches;       // of `kept_by` then
  const struct task *kept_by;   // who made another task ready last that waits here for it, while other CPUs were idle
} __attribute__((aligned(64)));
extern struct sched_cpu sched_cpus[CELL_CPUS_MAX];

extern const struct trace_point sched_woken, sched_waits, sched_task;
extern const struct ledger_type sched_task_type;
extern const struct task_obstacle sched_join_obstacle;

// All with the lock held.
void sched_make_ready(struct task *task, enum policy_comes comes, uint64_t ran_ns) HOLDS(&sched.lock);
uint32_t sched_here(void) HOLDS(&sched.lock);                      // this CPU's number
uint64_t sched_now_ns(void) HOLDS(&sched.lock);                    // clock_now() at the last choice or timer here
bool sched_is_on_cpu(const struct task *task) HOLDS(&sched.lock);  // it runs, or is about to leave
void sched_choose_soon(uint32_t cpu) HOLDS(&sched.lock);  // when this transaction, and what that CPU is in, are over
void sched_enter_wait(struct task *task, struct list_node *list, uint64_t deadline_ns, const char *waits_for)
    HOLDS(&sched.lock);
void sched_leave_wait(struct task *task) HOLDS(&sched.lock);   // off the lists
void sched_begin_loans(struct task *task) HOLDS(&sched.lock);  // to those that can end its wait
void sched_end_loans(struct task *task) HOLDS(&sched.lock);    // it does not wait any more for what it has said
bool sched_wake_task(struct task *task, status_t result) HOLDS(&sched.lock);
// Whose deadline has come, at most so many. True: more of them are left.
bool sched_wake_sleepers(struct timer_queue *sleepers, uint64_t now_ns, uint32_t most) HOLDS(&sched.lock);
void sched_end_task(struct task *task, enum task_end how, int64_t result) HOLDS(&sched.lock);
void sched_drop_task(struct task *task)
    HOLDS(&sched.lock);  // an ended task that is off its stack: the undertaker's from here on
void sched_begin_again(const struct task *before) HOLDS(&sched.lock);  // if that is what its options say
RAW_PRIVATE void sched_tell_end(const struct task *task);

// Eight characters of its name, as trace_text gives them: behind a name there are zeros.
static inline uint64_t sched_name_part(const struct task *task, uint32_t part) {
  uint64_t characters;
  __builtin_memcpy(&characters, task->name + part * sizeof characters, sizeof characters);
  return characters;
}
