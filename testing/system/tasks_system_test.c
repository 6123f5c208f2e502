// SPDX-License-Identifier: Apache-2.0
// Tasks in the real system: their life, their memory, and that nobody keeps the CPU.
#include "kernel/clock/clock.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/task/task.h"
#include "testing/system/system_test.h"

enum { MANY = 10000, WARM = 100, MILLISECOND = 1000000 };

CELL_CALLBACK void tasks_exit_with(void *argument) {
  sched_exit(*(int64_t *)argument);
}

CELL_CALLBACK bool tasks_tell_how_they_end(char *why, uint32_t size) {
  struct task *task;
  enum task_end end;
  int64_t wanted = -7, result = 0;
  SYSTEM_EXPECT(sched_spawn("exits", tasks_exit_with, &wanted, &task) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, &result) == OK);
  SYSTEM_EXPECT(end == TASK_EXITED && result == -7);
  return true;
}
CELL_OPS(struct system_test, tasks_end_test) = {.name = "a join tells how the task ended",
                                                .run = tasks_tell_how_they_end};

CELL_CALLBACK void tasks_count_up(void *argument) {
  __atomic_fetch_add((uint64_t *)argument, 1, __ATOMIC_RELAXED);
}

// The first ones make tables and slabs that stay. Stacks that processors keep for the next tasks are as many as have ended on each.
static void settle(struct frames_statistics *frames, struct heap_statistics *heap) {
  task_trim();
  system_settle();
  frames_statistics(frames);
  heap_statistics(heap);
}

// Of several processors each may begin a slab of its own meanwhile, which stays.
static bool has_as_many(const struct frames_statistics *frames, const struct heap_statistics *heap,
                        const struct frames_statistics *frames_before, const struct heap_statistics *heap_before) {
  return frames->free + heap->frames == frames_before->free + heap_before->frames;
}

CELL_CALLBACK bool tasks_leave_nothing(char *why, uint32_t size) {
  struct frames_statistics frames_before = {0}, frames_after;
  struct heap_statistics heap_before = {0}, heap_after;
  uint64_t ran = 0;
  for (uint32_t i = 0; i < MANY + WARM; i++) {
    if (i == WARM) settle(&frames_before, &heap_before);
    struct task *task;
    SYSTEM_EXPECT(sched_spawn("one of many", tasks_count_up, &ran, &task) == OK);
    SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  }
  settle(&frames_after, &heap_after);
  SYSTEM_EXPECT(ran == MANY + WARM);
  SYSTEM_EXPECT(has_as_many(&frames_after, &heap_after, &frames_before, &heap_before));
  SYSTEM_EXPECT(heap_after.live == heap_before.live && heap_after.live_bytes == heap_before.live_bytes);
  SYSTEM_EXPECT(heap_check());
  return true;
}
CELL_OPS(struct system_test, tasks_memory_test) = {.name = "ten thousand tasks leave frames and heap as they were",
                                                   .run = tasks_leave_nothing};

struct tasks_busy {
  uint64_t counts[2];
  bool stop;
};

static void count_until_stop(struct tasks_busy *busy, uint32_t own) {
  while (!__atomic_load_n(&busy->stop, __ATOMIC_RELAXED))
    __atomic_fetch_add(&busy->counts[own], 1, __ATOMIC_RELAXED);
}

CELL_CALLBACK void tasks_busy_first(void *argument) {
  count_until_stop(argument, 0);
}

CELL_CALLBACK void tasks_busy_second(void *argument) {
  count_until_stop(argument, 1);
}

// Neither ever waits, so whoever runs first would keep the CPU; that this task wakes at all is the third witness. With several
// CPUs each has its own.
CELL_CALLBACK bool tasks_share_the_cpu(char *why, uint32_t size) {
  bool alone = NUCLEUS_HERE(others) == 0;
  struct tasks_busy busy = {0};
  struct task *first, *second;
  SYSTEM_EXPECT(sched_spawn("busy 1", tasks_busy_first, &busy, &first) == OK);
  SYSTEM_EXPECT(sched_spawn("busy 2", tasks_busy_second, &busy, &second) == OK);
  for (uint32_t round = 0; round < 5; round++) {
    uint64_t before[2] = {busy.counts[0], busy.counts[1]}, switches = first->switches;
    while (busy.counts[0] == before[0] || busy.counts[1] == before[1] || (alone && first->switches == switches))
      SYSTEM_EXPECT(clock_sleep(MILLISECOND) == OK);
  }
  __atomic_store_n(&busy.stop, true, __ATOMIC_RELAXED);
  SYSTEM_EXPECT(sched_join(&first, NULL, NULL) == OK && sched_join(&second, NULL, NULL) == OK);
  return true;
}
CELL_OPS(struct system_test, tasks_share_test) = {.name = "two busy tasks share the CPU with a third",
                                                  .run = tasks_share_the_cpu};

// How a task stands when it is killed: waiting in each way, busy, and just made. What it says first is "ready".
struct tasks_victim {
  struct mutex mutex;
  struct condition condition;
  struct wait_queue queue;
  OWN struct task *joined;
  bool ready, went_on;
};

static void is_ready(struct tasks_victim *victim) {
  __atomic_store_n(&victim->ready, true, __ATOMIC_RELAXED);
}

CELL_CALLBACK void tasks_sleep_long(void *argument) {
  struct tasks_victim *victim = argument;
  is_ready(victim);
  victim->went_on = clock_sleep(UINT64_MAX) == OK;
}

CELL_CALLBACK void tasks_wait_long(void *argument) {
  struct tasks_victim *victim = argument;
  is_ready(victim);
  wait_join(&victim->queue, 0, "test");
  victim->went_on = wait_here() == OK;
}

CELL_CALLBACK void tasks_want_mutex(void *argument) {
  struct tasks_victim *victim = argument;
  is_ready(victim);
  victim->went_on = mutex_take(&victim->mutex) == OK;
}

CELL_CALLBACK void tasks_hold_mutex(void *argument) {
  struct tasks_victim *victim = argument;
  if (mutex_take(&victim->mutex) != OK) return;
  is_ready(victim);
  victim->went_on = clock_sleep(UINT64_MAX) == OK;
}

CELL_CALLBACK void tasks_want_condition(void *argument) {
  struct tasks_victim *victim = argument;
  if (mutex_take(&victim->mutex) != OK) return;
  is_ready(victim);
  victim->went_on = condition_wait(&victim->condition, &victim->mutex, 0) == OK;
}

CELL_CALLBACK void tasks_join_another(void *argument) {
  struct tasks_victim *victim = argument;
  if (sched_spawn("never ends", tasks_sleep_long, victim, &victim->joined) != OK) return;
  victim->went_on = sched_join(&victim->joined, NULL, NULL) == OK;
}

CELL_CALLBACK void tasks_never_wait(void *argument) {
  struct tasks_victim *victim = argument;
  is_ready(victim);
  for (;;)
    __asm__ volatile("pause");
}

// Entered again and again: the kill finds it at any instruction between two waits, or in them.
CELL_CALLBACK void tasks_wait_often(void *argument) {
  struct tasks_victim *victim = argument;
  is_ready(victim);
  for (;;) {
    if (mutex_take(&victim->mutex) != OK) return;
    (void)!condition_wait(&victim->condition, &victim->mutex, clock_now() + 1);
    if (mutex_give(&victim->mutex) != OK) return;
    sched_give_way();
  }
}

static bool is_killed(void (*entry)(void *), struct tasks_victim *victim, uint64_t pause_ns, char *why, uint32_t size) {
  struct task *task;
  enum task_end end = TASK_RETURNED;
  SYSTEM_EXPECT(sched_spawn("victim", entry, victim, &task) == OK);
  while (!__atomic_load_n(&victim->ready, __ATOMIC_RELAXED))
    SYSTEM_EXPECT(clock_sleep(MILLISECOND) == OK);
  SYSTEM_EXPECT(clock_sleep(pause_ns) == OK);
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  if (victim->joined != NULL) SYSTEM_EXPECT(sched_kill(victim->joined->number) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_WAS_KILLED && !victim->went_on);
  SYSTEM_EXPECT(mutex_take(&victim->mutex) == OK && mutex_give(&victim->mutex) == OK);
  SYSTEM_EXPECT(!wait_wake_one(&victim->queue));
  return true;
}

CELL_CALLBACK bool tasks_can_be_killed(char *why, uint32_t size) {
  void (*const entries[])(void *) = {tasks_sleep_long,     tasks_wait_long,    tasks_hold_mutex,
                                     tasks_want_condition, tasks_join_another, tasks_never_wait};
  for (uint32_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    struct tasks_victim victim = {0};
    if (!is_killed(entries[i], &victim, MILLISECOND, why, size)) return false;
  }
  return true;
}
CELL_OPS(struct system_test, tasks_kill_test) = {.name = "a kill ends a task where it stands",
                                                 .run = tasks_can_be_killed};

CELL_CALLBACK bool tasks_killed_waiting_for_a_mutex(char *why, uint32_t size) {
  struct tasks_victim victim = {0};
  struct task *task;
  SYSTEM_EXPECT(mutex_take(&victim.mutex) == OK);
  SYSTEM_EXPECT(sched_spawn("victim", tasks_want_mutex, &victim, &task) == OK);
  while (task->state != TASK_WAITING)
    sched_give_way();
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  SYSTEM_EXPECT(mutex_give(&victim.mutex) == OK && victim.mutex.holder == NULL);
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK && !victim.went_on);
  return true;
}
CELL_OPS(struct system_test, tasks_kill_mutex_test) = {.name = "a mutex is not handed to a task that was killed",
                                                       .run = tasks_killed_waiting_for_a_mutex};

CELL_CALLBACK bool tasks_killed_before_they_run(char *why, uint32_t size) {
  struct tasks_victim victim = {0};
  struct task *task;
  enum task_end end;
  SYSTEM_EXPECT(sched_spawn("stillborn", tasks_sleep_long, &victim, &task) == OK);
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_WAS_KILLED && (!victim.ready || NUCLEUS_HERE(others) > 0));  // which may be faster
  return true;
}
CELL_OPS(struct system_test, tasks_kill_new_test) = {.name = "a task that is killed before it runs does not begin",
                                                     .run = tasks_killed_before_they_run};

CELL_CALLBACK bool tasks_killed_anywhere_leave_nothing(char *why, uint32_t size) {
  struct frames_statistics frames_before = {0}, frames_after;
  struct heap_statistics heap_before = {0}, heap_after;
  struct ledger_statistics ledger_before = {0}, ledger_after;
  for (uint32_t i = 0; i < 60; i++) {
    if (i == 10) {
      settle(&frames_before, &heap_before);
      ledger_statistics(&ledger_before);
    }
    struct tasks_victim victim = {0};
    if (!is_killed(tasks_wait_often, &victim, 1 + i * UINT64_C(377777), why, size)) return false;
  }
  settle(&frames_after, &heap_after);
  ledger_statistics(&ledger_after);
  SYSTEM_EXPECT(has_as_many(&frames_after, &heap_after, &frames_before, &heap_before));
  SYSTEM_EXPECT(heap_after.live == heap_before.live && heap_check());
  SYSTEM_EXPECT(ledger_after.entries == ledger_before.entries && ledger_after.quarantined == 0 && ledger_check());
  return true;
}
CELL_OPS(struct system_test, tasks_kill_often_test) = {.name = "fifty kills at odd moments leave nothing behind",
                                                       .run = tasks_killed_anywhere_leave_nothing};

struct tasks_order {
  uint32_t count;
  uint32_t seen[3];
  uint32_t next;  // argument of the next sleeper: who it is
};

CELL_CALLBACK void tasks_sleep_in_turn(void *argument) {
  struct tasks_order *order = argument;
  uint32_t who = order->next++;
  (void)!clock_sleep((3 - who) * UINT64_C(20) * MILLISECOND);
  order->seen[order->count++] = who;
}

CELL_CALLBACK bool tasks_wake_in_order(char *why, uint32_t size) {
  struct tasks_order order = {0};
  struct task *tasks[3];
  for (uint32_t i = 0; i < 3; i++)
    SYSTEM_EXPECT(sched_spawn("sleeps", tasks_sleep_in_turn, &order, &tasks[i]) == OK);
  for (uint32_t i = 0; i < 3; i++)
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, NULL) == OK);
  SYSTEM_EXPECT(order.count == 3 && order.seen[0] == 2 && order.seen[1] == 1 && order.seen[2] == 0);
  return true;
}
CELL_OPS(struct system_test, tasks_order_test) = {.name = "sleepers wake in the order of their deadlines",
                                                  .run = tasks_wake_in_order};

// What a suspended task keeps in its registers is there when it runs on: each value is wanted back after a switch at a
// wait or wherever the tick came.
CELL_CALLBACK void tasks_keep_registers(void *argument) {
  uint64_t seed = (uint64_t)argument, bad = 0;
  for (uint64_t round = 0; round < 200000; round++) {
    uint64_t b = seed + 1, r12 = seed + 2, r13 = seed + 3, r14 = seed + 4, r15 = seed + 5;
    __asm__ volatile("" : "+b"(b), "+r"(r12), "+r"(r13), "+r"(r14), "+r"(r15));
    if (round % 1000 == 0) sched_give_way();
    __asm__ volatile("pause" : "+b"(b), "+r"(r12), "+r"(r13), "+r"(r14), "+r"(r15));
    bad += b != seed + 1 || r12 != seed + 2 || r13 != seed + 3 || r14 != seed + 4 || r15 != seed + 5;
  }
  sched_exit((int64_t)bad);
}

CELL_CALLBACK bool tasks_have_own_registers(char *why, uint32_t size) {
  struct task *tasks[3];
  for (uint64_t i = 0; i < 3; i++)
    SYSTEM_EXPECT(sched_spawn("registers", tasks_keep_registers, (void *)(i * 1000), &tasks[i]) == OK);
  for (uint32_t i = 0; i < 3; i++) {
    int64_t bad;
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, &bad) == OK);
    SYSTEM_EXPECT(bad == 0);
  }
  return true;
}
CELL_OPS(struct system_test, tasks_registers_test) = {.name = "registers survive switches and preemption",
                                                      .run = tasks_have_own_registers};
