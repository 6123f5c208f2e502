// SPDX-License-Identifier: Apache-2.0
// Tasks in the real system: their life, their memory, and that nobody keeps the CPU.
#include "kernel/clock/clock.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/sched/sched.h"
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
  SYSTEM_EXPECT(sched_join(task, &end, &result) == OK);
  SYSTEM_EXPECT(end == TASK_EXITED && result == -7);
  return true;
}
CELL_OPS(struct system_test, tasks_end_test) = {.name = "a join tells how the task ended",
                                                .run = tasks_tell_how_they_end};

CELL_CALLBACK void tasks_count_up(void *argument) {
  ++*(volatile uint64_t *)argument;
}

// The first ones make tables and slabs that stay.
CELL_CALLBACK bool tasks_leave_nothing(char *why, uint32_t size) {
  struct frames_statistics frames_before = {0}, frames_after;
  struct heap_statistics heap_before = {0}, heap_after;
  volatile uint64_t ran = 0;
  for (uint32_t i = 0; i < MANY + WARM; i++) {
    if (i == WARM) {
      frames_statistics(&frames_before);
      heap_statistics(&heap_before);
    }
    struct task *task;
    SYSTEM_EXPECT(sched_spawn("one of many", tasks_count_up, (void *)&ran, &task) == OK);
    SYSTEM_EXPECT(sched_join(task, NULL, NULL) == OK);
  }
  frames_statistics(&frames_after);
  heap_statistics(&heap_after);
  SYSTEM_EXPECT(ran == MANY + WARM);
  SYSTEM_EXPECT(frames_after.free == frames_before.free);
  SYSTEM_EXPECT(heap_after.live == heap_before.live && heap_after.live_bytes == heap_before.live_bytes);
  SYSTEM_EXPECT(heap_check());
  return true;
}
CELL_OPS(struct system_test, tasks_memory_test) = {.name = "ten thousand tasks leave frames and heap as they were",
                                                   .run = tasks_leave_nothing};

struct tasks_busy {
  volatile uint64_t counts[2];
  volatile bool stop;
};

CELL_CALLBACK void tasks_busy_first(void *argument) {
  struct tasks_busy *busy = argument;
  while (!busy->stop)
    busy->counts[0]++;
}

CELL_CALLBACK void tasks_busy_second(void *argument) {
  struct tasks_busy *busy = argument;
  while (!busy->stop)
    busy->counts[1]++;
}

// Neither ever waits, so whoever runs first would keep the CPU; that this task wakes at all is the third witness.
CELL_CALLBACK bool tasks_share_the_cpu(char *why, uint32_t size) {
  struct tasks_busy busy = {0};
  struct task *first, *second;
  SYSTEM_EXPECT(sched_spawn("busy 1", tasks_busy_first, &busy, &first) == OK);
  SYSTEM_EXPECT(sched_spawn("busy 2", tasks_busy_second, &busy, &second) == OK);
  for (uint32_t round = 0; round < 5; round++) {
    uint64_t before[2] = {busy.counts[0], busy.counts[1]}, switches = first->switches;
    while (busy.counts[0] == before[0] || busy.counts[1] == before[1] || first->switches == switches)
      SYSTEM_EXPECT(clock_sleep(MILLISECOND) == OK);
  }
  busy.stop = true;
  SYSTEM_EXPECT(sched_join(first, NULL, NULL) == OK && sched_join(second, NULL, NULL) == OK);
  return true;
}
CELL_OPS(struct system_test, tasks_share_test) = {.name = "two busy tasks share the CPU with a third",
                                                  .run = tasks_share_the_cpu};

struct tasks_waiter {
  status_t first, second;
};

CELL_CALLBACK void tasks_sleep_long(void *argument) {
  struct tasks_waiter *waiter = argument;
  waiter->first = clock_sleep(UINT64_MAX);
  waiter->second = clock_sleep(MILLISECOND);
}

CELL_CALLBACK bool tasks_can_be_killed(char *why, uint32_t size) {
  struct tasks_waiter waiter = {OK, OK};
  struct task *task;
  enum task_end end;
  SYSTEM_EXPECT(sched_spawn("sleeps", tasks_sleep_long, &waiter, &task) == OK);
  while (task->state != TASK_WAITING)
    sched_give_way();
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  SYSTEM_EXPECT(sched_join(task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_WAS_KILLED);
  SYSTEM_EXPECT(waiter.first == KILLED && waiter.second == KILLED);
  return true;
}
CELL_OPS(struct system_test, tasks_kill_test) = {.name = "a kill reaches a task at its wait",
                                                 .run = tasks_can_be_killed};

struct tasks_order {
  volatile uint32_t count;
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
    SYSTEM_EXPECT(sched_join(tasks[i], NULL, NULL) == OK);
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
    SYSTEM_EXPECT(sched_join(tasks[i], NULL, &bad) == OK);
    SYSTEM_EXPECT(bad == 0);
  }
  return true;
}
CELL_OPS(struct system_test, tasks_registers_test) = {.name = "registers survive switches and preemption",
                                                      .run = tasks_have_own_registers};
