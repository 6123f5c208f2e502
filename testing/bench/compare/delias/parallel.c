// SPDX-License-Identifier: Apache-2.0
// What four tasks, or four pairs of tasks, do at once: on as many processors as the machine has.
#include "kernel/channel/channel.h"
#include "kernel/event/event.h"
#include "kernel/heap/heap.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

struct compare_worker {
  struct mutex mutex;
  struct event ready, begin;
} __attribute__((aligned(64)));
struct compare_parallel {
  struct compare_worker worker[COMPARE_WORKERS];
};
CELL_STATE(struct compare_parallel, compare_parallel);

static void hear_event(struct event *event) {
  uint64_t taken = 0;
  measure_expect("event_wait", event_wait(event, &taken, 0));
}

static void wait_to_begin(uint64_t number) {
  event_set(&compare_parallel.worker[number].ready, 1);
  hear_event(&compare_parallel.worker[number].begin);
}

static uint64_t cpu_of(uint64_t number) {
  return UINT64_C(1) << number % processors_online();
}

static uint64_t count_workers(uint64_t workers, AS(STEPS) void (*work)(void *number), bool pinned) {
  struct task *task[COMPARE_WORKERS] = {};
  for (uint64_t i = 0; i < workers; i++) {
    struct task_options options = {.name = "worker", .cpus = pinned ? cpu_of(i) : 0};
    measure_expect("sched_spawn_with", sched_spawn_with(&options, work, (void *)i, &task[i]));
  }
  for (uint64_t i = 0; i < workers; i++)
    hear_event(&compare_parallel.worker[i].ready);
  uint64_t begun = measure_begin();
  for (uint64_t i = 0; i < workers; i++)
    event_set(&compare_parallel.worker[i].begin, 1);
  for (uint64_t i = 0; i < workers; i++)
    measure_expect("sched_join", sched_join(&task[i], NULL, NULL));
  return measure_end(begun);
}

static void lock_often(struct mutex *mutex, uint64_t number) {
  wait_to_begin(number);
  for (uint32_t i = 0; i < COMPARE_PARALLEL_LOCKS; i++) {
    measure_expect("mutex_take", mutex_take(mutex));
    measure_expect("mutex_give", mutex_give(mutex));
  }
}

CELL_CALLBACK void compare_lock_own(void *number) {
  lock_often(&compare_parallel.worker[(uint64_t)number].mutex, (uint64_t)number);
}

CELL_CALLBACK void compare_lock_first(void *number) {
  lock_often(&compare_parallel.worker[0].mutex, (uint64_t)number);
}

CELL_CALLBACK void compare_make_objects(void *number) {
  void *objects[COMPARE_OBJECTS] = {};
  wait_to_begin((uint64_t)number);
  for (uint32_t round = 0; round < COMPARE_PARALLEL_ROUNDS; round++) {
    for (uint32_t i = 0; i < COMPARE_OBJECTS; i++) {
      objects[i] = heap_new(COMPARE_OBJECT, 8, "struct compared");
      if (objects[i] == NULL) measure_fail("heap_new", NO_MEMORY);
    }
    for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
      heap_delete(objects[i]);
  }
}

CELL_CALLBACK uint64_t compare_own_locks(void) {
  return count_workers(COMPARE_WORKERS, compare_lock_own, true);
}

CELL_CALLBACK uint64_t compare_objects(void) {
  return count_workers(COMPARE_WORKERS, compare_make_objects, true);
}

CELL_CALLBACK uint64_t compare_two_contend(void) {
  return count_workers(2, compare_lock_first, true);
}

CELL_CALLBACK uint64_t compare_four_contend(void) {
  return count_workers(COMPARE_WORKERS, compare_lock_first, true);
}

struct compare_turn {
  uint64_t number;
};
CHANNEL_TYPE(compare_turn, CHANNEL_GIVES_NOTHING);

struct pair_name {
  char text[sizeof "pair 0"];
};

static struct pair_name name_of(uint64_t number) {
  struct pair_name name = {"pair 0"};
  name.text[sizeof name.text - 2] = (char)('0' + number);
  return name;
}

static status_t say(struct channel_end *end, struct compare_turn message) {
  struct channel_turn turn = {};
  return channel_send(end, &message, &turn, 0);
}

static status_t hear(struct channel_end *end, struct compare_turn *message) {
  struct channel_turn turn = {};
  return channel_receive(end, message, &turn, 0);
}

// The first message tells which pair it belongs to; it ends when the other side has closed its ends.
CELL_CALLBACK void compare_pair_answers(void *there) {
  struct channel_end *back = NULL;
  struct compare_turn message = {};
  measure_expect("channel_receive", hear(there, &message));
  struct pair_name name = name_of(message.number);
  measure_expect("channel_connect", channel_connect(name.text, CHANNEL_OF(compare_turn), CHANNEL_SEND, &back));
  measure_expect("channel_send", say(back, message));
  while (hear(there, &message) == OK && say(back, message) == OK) {}
  channel_close(back);
}

static void ask_often(uint64_t number, bool pinned) {
  struct channel_end *there, *back;
  struct task *task;
  struct compare_turn message = {number};
  struct pair_name name = name_of(number);
  measure_expect("channel_make", channel_make(CHANNEL_OF(compare_turn), "", 0, CHANNEL_SEND, &there));
  measure_expect("channel_make", channel_make(CHANNEL_OF(compare_turn), name.text, 0, CHANNEL_RECEIVE, &back));
  measure_expect("channel_spawn", channel_spawn(there, CHANNEL_OF(compare_turn), CHANNEL_RECEIVE, "answers",
                                                compare_pair_answers, &task));
  if (pinned) measure_expect("sched_set_cpus", sched_set_cpus(task->number, cpu_of(number)));
  measure_expect("channel_send", say(there, message));
  measure_expect("channel_receive", hear(back, &message));
  wait_to_begin(number);
  for (uint32_t i = 0; i < COMPARE_PARALLEL_TRIPS; i++)
    if (say(there, message) != OK || hear(back, &message) != OK) measure_fail("a round trip", CLOSED);
  channel_close(there);
  channel_close(back);
  measure_expect("sched_join", sched_join(&task, NULL, NULL));
}

CELL_CALLBACK void compare_ask_pinned(void *number) {
  ask_often((uint64_t)number, true);
}

CELL_CALLBACK void compare_ask(void *number) {
  ask_often((uint64_t)number, false);
}

CELL_CALLBACK uint64_t compare_pairs(void) {
  return count_workers(COMPARE_WORKERS, compare_ask_pinned, true);
}

CELL_CALLBACK uint64_t compare_free_pairs(void) {
  return count_workers(COMPARE_WORKERS, compare_ask, false);
}

static void least(const char *name, AS(STEPS) uint64_t (*count)(void), uint64_t of) {
  measure_least_of(COMPARE_PARALLEL_REPETITIONS, name, count, of);
}

void rows_parallel(void) {
  least("parallel_locks", compare_own_locks, COMPARE_WORKERS * COMPARE_PARALLEL_LOCKS);
  least("parallel_objects", compare_objects, COMPARE_WORKERS * COMPARE_PARALLEL_ROUNDS * COMPARE_OBJECTS);
  least("parallel_pairs", compare_pairs, COMPARE_WORKERS * COMPARE_PARALLEL_TRIPS);
  least("parallel_free_pairs", compare_free_pairs, COMPARE_WORKERS * COMPARE_PARALLEL_TRIPS);
  least("contended_by_two", compare_two_contend, 2 * COMPARE_PARALLEL_LOCKS);
  least("contended_by_four", compare_four_contend, COMPARE_WORKERS * COMPARE_PARALLEL_LOCKS);
}
