// SPDX-License-Identifier: Apache-2.0
// What four threads, or four pairs of processes, do at once: on as many processors as the machine has.
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

static long processors;
static pthread_barrier_t ready, start;

static void stay_on(uint32_t processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor % processors, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) rows_fail("sched_setaffinity");
}

static struct {
  pthread_mutex_t mutex;
} __attribute__((aligned(64))) locks[COMPARE_WORKERS] = {[0 ... COMPARE_WORKERS - 1] = {PTHREAD_MUTEX_INITIALIZER}};

static void wait_to_begin(void) {
  pthread_barrier_wait(&ready);
  pthread_barrier_wait(&start);
}

static void lock_often(pthread_mutex_t *mutex) {
  wait_to_begin();
  for (uint32_t i = 0; i < COMPARE_PARALLEL_LOCKS; i++) {
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
  }
}

static void *lock_own(void *number) {
  stay_on((uint32_t)(uintptr_t)number);
  lock_often(&locks[(uintptr_t)number].mutex);
  return NULL;
}

static void *lock_first(void *number) {
  stay_on((uint32_t)(uintptr_t)number);
  lock_often(&locks[0].mutex);
  return NULL;
}

static void *make_objects(void *number) {
  stay_on((uint32_t)(uintptr_t)number);
  void *objects[COMPARE_OBJECTS];
  wait_to_begin();
  for (uint32_t round = 0; round < COMPARE_PARALLEL_ROUNDS; round++) {
    for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
      if ((objects[i] = calloc(1, COMPARE_OBJECT)) == NULL) rows_fail("calloc");
    __asm__ volatile("" : : "r"(objects) : "memory");
    for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
      free(objects[i]);
  }
  return NULL;
}

static uint64_t count_threads(uint32_t workers, void *(*work)(void *)) {
  pthread_t threads[COMPARE_WORKERS];
  pthread_barrier_init(&ready, NULL, workers + 1);
  pthread_barrier_init(&start, NULL, workers + 1);
  for (uint32_t i = 0; i < workers; i++)
    if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i) != 0) rows_fail("pthread_create");
  pthread_barrier_wait(&ready);
  uint64_t begun = rows_begin();
  pthread_barrier_wait(&start);
  for (uint32_t i = 0; i < workers; i++)
    pthread_join(threads[i], NULL);
  uint64_t took = rows_end(begun);
  pthread_barrier_destroy(&ready);
  pthread_barrier_destroy(&start);
  return took;
}

static uint64_t count_own_locks(void) {
  return count_threads(COMPARE_WORKERS, lock_own);
}

static uint64_t count_objects(void) {
  return count_threads(COMPARE_WORKERS, make_objects);
}

static uint64_t count_two_contend(void) {
  return count_threads(2, lock_first);
}

static uint64_t count_four_contend(void) {
  return count_threads(COMPARE_WORKERS, lock_first);
}

static void say(int end) {
  char byte = 0;
  if (write(end, &byte, 1) != 1) rows_fail("writing to a pipe");
}

static void hear(int end) {
  char byte;
  if (read(end, &byte, 1) != 1) rows_fail("reading from a pipe");
}

// Two processes, of which the first begins when it is told to.
static void start_pair(uint32_t number, bool pinned, int here, int begin, int pids[2]) {
  int there[2], back[2];
  if (pipe(there) != 0 || pipe(back) != 0) rows_fail("pipe");
  for (int side = 0; side < 2; side++) {
    pids[side] = fork();
    if (pids[side] < 0) rows_fail("fork");
    if (pids[side] != 0) continue;
    if (pinned) stay_on(number);
    say(here);
    if (side == 0) hear(begin);
    for (uint32_t i = 0; i < COMPARE_PARALLEL_TRIPS; i++) {
      if (side == 0) say(there[1]);
      hear(side == 0 ? back[0] : there[0]);
      if (side == 1) say(back[1]);
    }
    _exit(0);
  }
  for (int i = 0; i < 2; i++) {
    close(there[i]);
    close(back[i]);
  }
}

static uint64_t count_pairs_of(bool pinned) {
  int here[2], begin[2], pids[COMPARE_WORKERS][2];
  if (pipe(here) != 0 || pipe(begin) != 0) rows_fail("pipe");
  for (uint32_t i = 0; i < COMPARE_WORKERS; i++)
    start_pair(i, pinned, here[1], begin[0], pids[i]);
  for (uint32_t i = 0; i < 2 * COMPARE_WORKERS; i++)
    hear(here[0]);
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_WORKERS; i++)
    say(begin[1]);
  for (uint32_t i = 0; i < COMPARE_WORKERS; i++)
    for (int side = 0; side < 2; side++)
      if (waitpid(pids[i][side], NULL, 0) < 0) rows_fail("waitpid");
  uint64_t took = rows_end(begun);
  for (int i = 0; i < 2; i++) {
    close(here[i]);
    close(begin[i]);
  }
  return took;
}

static uint64_t count_pairs(void) {
  return count_pairs_of(true);
}

static uint64_t count_free_pairs(void) {
  return count_pairs_of(false);
}

static void least(const char *name, uint64_t (*count)(void), uint64_t of) {
  rows_least_of(COMPARE_PARALLEL_REPETITIONS, name, count, of);
}

void rows_parallel(void) {
  processors = sysconf(_SC_NPROCESSORS_ONLN);
  least("parallel_locks", count_own_locks, COMPARE_WORKERS * COMPARE_PARALLEL_LOCKS);
  least("parallel_objects", count_objects, COMPARE_WORKERS * COMPARE_PARALLEL_ROUNDS * COMPARE_OBJECTS);
  least("parallel_pairs", count_pairs, COMPARE_WORKERS * COMPARE_PARALLEL_TRIPS);
  least("parallel_free_pairs", count_free_pairs, COMPARE_WORKERS * COMPARE_PARALLEL_TRIPS);
  least("contended_by_two", count_two_contend, 2 * COMPARE_PARALLEL_LOCKS);
  least("contended_by_four", count_four_contend, COMPARE_WORKERS * COMPARE_PARALLEL_LOCKS);
}
