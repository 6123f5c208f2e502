// SPDX-License-Identifier: Apache-2.0
// Tasks in one another's way, in the real system: a circle is found, told, and dissolved by what the ladder of faults does anyway.
#include "kernel/sync/sync_system_test.h"

#include "kernel/fault/fault.h"
#include "kernel/heap/heap.h"
#include "kernel/lock/lock.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 3 };

// Until they are in one another's way, whatever processors they run on, or the other one is done.
static void wait_for_holder(const struct crossing *crossing, uint64_t way) {
  while (__atomic_load_n(&crossing->way[way].holder, __ATOMIC_RELAXED) == NULL &&
         __atomic_load_n(&crossing->done, __ATOMIC_RELAXED) == 0)
    sched_give_way();
}

void crossing_count(struct crossing *crossing) {
  crossing->worked++;
}

status_t crossing_work(struct crossing *crossing, uint64_t first) {
  status_t status = mutex_take(&crossing->way[first]);
  if (status != OK) return status;
  wait_for_holder(crossing, 1 - first);
  status = mutex_take(&crossing->way[1 - first]);
  if (status != OK) return status;
  crossing_count(crossing);
  status = mutex_give(&crossing->way[0]);
  return status == OK ? mutex_give(&crossing->way[1]) : status;
}

void crossing_finish(struct crossing *crossing) {
  crossing->done++;
}

static void work(struct crossing *crossing, uint64_t first) {
  for (uint32_t i = 0; i < ROUNDS; i++)
    if (crossing_work(crossing, first) != OK) sched_exit(1);
  crossing_finish(crossing);
}
CELL_CALLBACK void crossing_north(void *argument) {
  work(argument, 0);
}
CELL_CALLBACK void crossing_south(void *argument) {
  work(argument, 1);
}

static uint64_t deadlocks(void) {
  uint64_t count = 0;
  struct fault_record record;
  for (uint64_t i = 0; i < FAULTS_KEPT && fault_record(i, &record) == OK; i++)
    count += text_starts(record.what, "deadlock: ");
  return count;
}

CELL_CALLBACK bool crossing_goes_on(char *why, uint32_t size) {
  struct crossing crossing = {0};
  struct task *tasks[2];
  enum task_end end;
  int64_t result;
  uint64_t before = deadlocks();
  SYSTEM_EXPECT(sched_spawn("north", crossing_north, &crossing, &tasks[0]) == OK);
  SYSTEM_EXPECT(sched_spawn("south", crossing_south, &crossing, &tasks[1]) == OK);
  for (uint32_t i = 0; i < 2; i++)
    SYSTEM_EXPECT(sched_join(&tasks[i], &end, &result) == OK && end == TASK_RETURNED && result == 0);
  SYSTEM_EXPECT(crossing.worked == 2 * ROUNDS);
  SYSTEM_EXPECT(deadlocks() > before);  // or they were never in one another's way
  return true;
}
CELL_OPS(struct system_test, crossing_goes_on_test) = {
    .name = "requests in a circle are made again until both are done", .run = crossing_goes_on};

// Not in a request: there is nothing that could be made again. What it holds for reading goes with it.
CELL_CALLBACK void crossing_bare(void *argument) {
  struct crossing *crossing = argument;
  if (mutex_take(&crossing->way[1]) != OK) sched_exit(1);
  if (rwlock_try(&crossing->table, &crossing->others, RWLOCK_READ) != OK) sched_exit(1);
  while (__atomic_load_n(&crossing->way[1].waiters.tasks.next, __ATOMIC_RELAXED) == NULL)
    sched_give_way();
  if (mutex_take(&crossing->way[0]) != OK) sched_exit(1);
}

CELL_CALLBACK bool crossing_ends(char *why, uint32_t size) {
  struct crossing *crossing = NEW(struct crossing);
  struct task *task;
  enum task_end end;
  SYSTEM_EXPECT(crossing != NULL);
  SYSTEM_EXPECT(rwlock_take(&crossing->table, &crossing->hold, RWLOCK_READ, 0) == OK);
  SYSTEM_EXPECT(mutex_take(&crossing->way[0]) == OK);
  SYSTEM_EXPECT(sched_spawn("bare", crossing_bare, crossing, &task) == OK);
  while (__atomic_load_n(&crossing->others.is_known, __ATOMIC_RELAXED) == false)
    sched_give_way();
  SYSTEM_EXPECT(mutex_take(&crossing->way[1]) == OK);
  SYSTEM_EXPECT(mutex_give(&crossing->way[1]) == OK && mutex_give(&crossing->way[0]) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_FAULTED);
  SYSTEM_EXPECT(crossing->way[0].holder == NULL && crossing->way[1].holder == NULL);
  SYSTEM_EXPECT(list_is_empty(&crossing->table.line));
  SYSTEM_EXPECT(rwlock_give(&crossing->hold) == OK && list_is_empty(&crossing->table.holders));
  heap_delete(crossing);
  return true;
}
CELL_OPS(struct system_test, crossing_ends_test) = {.name = "a task in a circle with no request to make again ends",
                                                    .run = crossing_ends};

void crossing_try(uint64_t *tries) {
  if (++*tries == 1) *(volatile uint64_t *)16 = 0;
}

void crossing_change(struct crossing *crossing) {
  lock_enter(&crossing->lock);
  sequence_change(&crossing->sequence);
  crossing->pair[0]++;
  crossing_try(&crossing->tries);
  crossing->pair[1]++;
  lock_leave(&crossing->lock);
}

CELL_CALLBACK bool crossing_counts_on(char *why, uint32_t size) {
  struct crossing crossing = {0};
  uint64_t copy[2];
  SYSTEM_EXPECT(sequence_read(&crossing.sequence, crossing.pair, copy, sizeof copy));
  crossing_change(&crossing);
  SYSTEM_EXPECT(crossing.tries == 2);
  // Undone and made again: 1, 3, and even behind the commit. Had undo taken the count back, who read meanwhile would find its own again.
  SYSTEM_EXPECT(crossing.sequence.count == 4);
  SYSTEM_EXPECT(sequence_read(&crossing.sequence, crossing.pair, copy, sizeof copy));
  SYSTEM_EXPECT(copy[0] == 1 && copy[1] == 1);
  return true;
}
CELL_OPS(struct system_test, crossing_counts_on_test) = {.name = "a sequence counts on over a change that is undone",
                                                         .run = crossing_counts_on};
