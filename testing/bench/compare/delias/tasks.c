// SPDX-License-Identifier: Apache-2.0
// Tasks: switching, taking turns, coming and going, sleeping.
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

enum { FIRST_PROCESSOR = 1 };

CELL_CALLBACK void compare_gives_way(void *) {
  for (uint32_t i = 0; i < COMPARE_SWITCHES; i++)
    sched_give_way();
}

CELL_CALLBACK uint64_t compare_switch(void) {
  struct task *task;
  struct task_options options = {.name = "gives way", .cpus = FIRST_PROCESSOR};
  measure_expect("sched_spawn_with", sched_spawn_with(&options, compare_gives_way, NULL, &task));
  sched_give_way();  // it runs up to its first
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_SWITCHES / 2; i++)
    sched_give_way();
  uint64_t took = measure_end(begun);
  measure_expect("sched_join", sched_join(&task, NULL, NULL));
  return took;
}

struct compare_pair {
  struct mutex mutex;
  struct condition turned;
  uint32_t turn;
};

// Waits for the turn and gives it to the other.
static void take_turn(struct compare_pair *pair, uint32_t own) {
  status_t status = mutex_take(&pair->mutex);
  while (status == OK && pair->turn != own)
    status = condition_wait(&pair->turned, &pair->mutex, 0);
  measure_expect("taking a turn", status);
  pair->turn = !own;
  condition_signal(&pair->turned);
  measure_expect("mutex_give", mutex_give(&pair->mutex));
}

CELL_CALLBACK void compare_answers(void *pair) {
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++)
    take_turn(pair, 1);
}

CELL_CALLBACK uint64_t compare_round_trip(void) {
  struct compare_pair pair = {};
  struct task *task;
  measure_expect("sched_spawn", sched_spawn("answers", compare_answers, &pair, &task));
  uint64_t begun = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    take_turn(&pair, 0);
    if (i == 0) begun = measure_begin();
  }
  uint64_t took = measure_end(begun);
  measure_expect("sched_join", sched_join(&task, NULL, NULL));
  return took;
}

CELL_CALLBACK void compare_nothing(void *) {}

CELL_CALLBACK uint64_t compare_spawn(void) {
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_SPAWNS; i++) {
    struct task *task = NULL;
    measure_expect("sched_spawn", sched_spawn("short", compare_nothing, NULL, &task));
    measure_expect("sched_join", sched_join(&task, NULL, NULL));
  }
  return measure_end(begun);
}

CELL_CALLBACK uint64_t compare_sleep(void) {
  uint64_t begun = measure_begin();
  measure_expect("clock_sleep", clock_sleep(COMPARE_SLEEP_NS));
  return measure_end(begun);
}

void rows_tasks(void) {
  struct task *self = task_current();
  measure_expect("sched_set_cpus", sched_set_cpus(self->number, FIRST_PROCESSOR));
  measure_least("give_way", compare_switch, COMPARE_SWITCHES);
  measure_expect("sched_set_cpus", sched_set_cpus(self->number, TASK_CPUS_ALL));
  measure_least("condition_round_trip", compare_round_trip, COMPARE_TRIPS);
  measure_least("spawn_join", compare_spawn, COMPARE_SPAWNS);
  measure_least("sleep", compare_sleep, 1);
}
