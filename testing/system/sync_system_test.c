// SPDX-License-Identifier: Apache-2.0
// Locks in the real system, under preemption by the real tick.
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/system/system_test.h"

enum { TASKS = 4, ROUNDS = 200, ROUNDS_MOST = 100000, MILLISECOND = 1000000 };

struct sync_counter {
  struct mutex mutex;
  uint64_t count, made;
  uint64_t preempted;  // times that somebody else ran while the mutex was held
};

static void spin(void) {
  for (uint32_t i = 0; i < 20000; i++) {
    __asm__ volatile("");
    if (i % 4096 == 0) arch_pause();  // where host_sim lets the tick in
  }
}

static void work(struct sync_counter *counter) {
  uint64_t seen = counter->count, switches = task_current()->switches;
  spin();
  counter->preempted += task_current()->switches - switches;
  counter->count = seen + 1;
  __atomic_fetch_add(&counter->made, 1, __ATOMIC_RELAXED);
}

CELL_CALLBACK void sync_count(void *argument) {
  struct sync_counter *counter = argument;
  // On one processor as long as it takes for somebody to come in between: one who has work without the mutex, too.
  bool is_alone = NUCLEUS_HERE(others) == 0;
  for (uint32_t i = 0; i < ROUNDS || (is_alone && counter->preempted == 0 && i < ROUNDS_MOST); i++) {
    if (mutex_take(&counter->mutex) != OK) sched_exit(1);
    work(counter);
    if (mutex_give(&counter->mutex) != OK) sched_exit(2);
    if (is_alone) spin();
  }
  sched_exit(0);
}

CELL_CALLBACK bool sync_loses_no_update(char *why, uint32_t size) {
  struct sync_counter counter = {0};
  struct task *tasks[TASKS];
  for (uint32_t i = 0; i < TASKS; i++)
    SYSTEM_EXPECT(sched_spawn("counts", sync_count, &counter, &tasks[i]) == OK);
  for (uint32_t i = 0; i < TASKS; i++) {
    int64_t result;
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, &result) == OK);
    SYSTEM_EXPECT(result == 0);
  }
  SYSTEM_EXPECT(counter.count == counter.made && counter.made >= TASKS * ROUNDS);
  SYSTEM_EXPECT(counter.mutex.holder == NULL);
  SYSTEM_EXPECT(counter.preempted > 0 || NUCLEUS_HERE(others) > 0);  // or nothing was tested
  return true;
}
CELL_OPS(struct system_test, sync_mutex_test) = {.name = "a mutex loses no update under preemption",
                                                 .run = sync_loses_no_update};

struct sync_pipe {
  struct mutex mutex;
  struct condition filled, emptied;
  uint32_t values[4], count;
  uint64_t sum;
};

CELL_CALLBACK void sync_consume(void *argument) {
  struct sync_pipe *pipe = argument;
  for (uint32_t i = 0; i < 1000; i++) {
    if (mutex_take(&pipe->mutex) != OK) sched_exit(1);
    while (pipe->count == 0)
      if (condition_wait(&pipe->filled, &pipe->mutex, 0) != OK) sched_exit(2);
    pipe->sum += pipe->values[--pipe->count];
    condition_signal(&pipe->emptied);
    if (mutex_give(&pipe->mutex) != OK) sched_exit(3);
  }
}

CELL_CALLBACK bool sync_hands_over(char *why, uint32_t size) {
  struct sync_pipe pipe = {0};
  struct task *task;
  enum task_end end;
  SYSTEM_EXPECT(sched_spawn("consumes", sync_consume, &pipe, &task) == OK);
  for (uint32_t i = 0; i < 1000; i++) {
    SYSTEM_EXPECT(mutex_take(&pipe.mutex) == OK);
    while (pipe.count == 4)
      SYSTEM_EXPECT(condition_wait(&pipe.emptied, &pipe.mutex, 0) == OK);
    pipe.values[pipe.count++] = i;
    condition_signal(&pipe.filled);
    SYSTEM_EXPECT(mutex_give(&pipe.mutex) == OK);
  }
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_RETURNED && pipe.sum == 999 * 1000 / 2 && pipe.count == 0);
  return true;
}
CELL_OPS(struct system_test, sync_condition_test) = {.name = "a condition hands a thousand values over",
                                                     .run = sync_hands_over};

CELL_CALLBACK bool sync_times_out(char *why, uint32_t size) {
  struct wait_queue queue = {0};
  uint64_t deadline = clock_now() + 10 * MILLISECOND;
  wait_join(&queue, deadline, "nothing");
  status_t status = wait_here();
  SYSTEM_EXPECT(status == TIMED_OUT && clock_now() >= deadline);
  return true;
}
CELL_OPS(struct system_test, sync_deadline_test) = {.name = "a wait gives up at its deadline", .run = sync_times_out};
