// SPDX-License-Identifier: Apache-2.0
// Processes and threads: switching, handing over, coming and going.
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

static pid_t fork_one(void) {
  pid_t child = fork();
  if (child < 0) rows_fail("fork");
  return child;
}

static void wait_for(pid_t child) {
  if (waitpid(child, NULL, 0) != child) rows_fail("waitpid");
}

struct turns {
  volatile uint64_t own, other;
};

// With SCHED_FIFO, on one processor, a yield goes to the other one for certain: two processes of one priority take turns.
static uint64_t count_yield(void) {
  struct turns *turns = mmap(NULL, sizeof *turns, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (turns == MAP_FAILED) rows_fail("mmap");
  pid_t child = fork_one();
  if (child == 0) {
    for (uint32_t i = 0; i < COMPARE_SWITCHES; i++) {
      turns->other++;
      sched_yield();
    }
    _exit(0);
  }
  while (turns->other == 0)  // the child runs up to its first yield
    sched_yield();
  uint64_t before = turns->other, begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_SWITCHES / 2; i++) {
    turns->own++;
    sched_yield();
  }
  uint64_t took = rows_end(begun);
  if (turns->other - before != turns->own) rows_fail("sched_yield: taking turns");
  wait_for(child);
  munmap(turns, sizeof *turns);
  return took;
}

static void rows_yield(void) {
  cpu_set_t first, all;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  sched_getaffinity(0, sizeof all, &all);
  sched_setaffinity(0, sizeof first, &first);
  rows_real_time(1);
  rows_least("sched_yield", count_yield, COMPARE_SWITCHES);
  rows_real_time(0);
  sched_setaffinity(0, sizeof all, &all);
}

struct pair {
  pthread_mutex_t mutex;
  pthread_cond_t turned;
  uint32_t turn;
};

// Waits for the turn and gives it to the other.
static void take_turn(struct pair *pair, uint32_t own) {
  pthread_mutex_lock(&pair->mutex);
  while (pair->turn != own)
    pthread_cond_wait(&pair->turned, &pair->mutex);
  pair->turn = !own;
  pthread_cond_signal(&pair->turned);
  pthread_mutex_unlock(&pair->mutex);
}

static void *answers(void *pair) {
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++)
    take_turn(pair, 1);
  return NULL;
}

static uint64_t count_condition(void) {
  struct pair pair = {.mutex = PTHREAD_MUTEX_INITIALIZER, .turned = PTHREAD_COND_INITIALIZER};
  pthread_t thread;
  if (pthread_create(&thread, NULL, answers, &pair) != 0) rows_fail("pthread_create");
  uint64_t begun = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    take_turn(&pair, 0);
    if (i == 0) begun = rows_begin();
  }
  uint64_t took = rows_end(begun);
  pthread_join(thread, NULL);
  return took;
}

static void open_pipe(int ends[2]) {
  if (pipe(ends) != 0) rows_fail("pipe");
}

static uint64_t count_pipe(void) {
  int there[2], back[2];
  char byte = 0;
  open_pipe(there);
  open_pipe(back);
  pid_t child = fork_one();
  if (child == 0) {
    close(there[1]);  // so that it reads the end when the parent closes it
    while (read(there[0], &byte, 1) == 1 && write(back[1], &byte, 1) == 1) {}
    _exit(0);
  }
  uint64_t begun = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    if (i == 1) begun = rows_begin();  // in the first one the child has come into being
    if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) rows_fail("a byte through a pipe");
  }
  uint64_t took = rows_end(begun);
  for (int i = 0; i < 2; i++) {
    close(there[i]);
    close(back[i]);
  }
  wait_for(child);
  return took;
}

// The last piece has come when the reader has answered.
static uint64_t count_throughput(void) {
  static char bytes[COMPARE_PIECE];
  int there[2], back[2];
  open_pipe(there);
  open_pipe(back);
  pid_t child = fork_one();
  if (child == 0) {
    uint64_t rest = COMPARE_PIECES * COMPARE_PIECE;
    if (write(back[1], bytes, 1) != 1) _exit(1);
    while (rest != 0) {
      ssize_t count = read(there[0], bytes, sizeof bytes);
      if (count <= 0) _exit(1);
      rest -= (uint64_t)count;
    }
    _exit(write(back[1], bytes, 1) != 1);
  }
  if (read(back[0], bytes, 1) != 1) rows_fail("reading from a pipe");
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_PIECES; i++)
    if (write(there[1], bytes, sizeof bytes) != sizeof bytes) rows_fail("writing to a pipe");
  if (read(back[0], bytes, 1) != 1) rows_fail("reading from a pipe");
  uint64_t took = rows_end(begun);
  for (int i = 0; i < 2; i++) {
    close(there[i]);
    close(back[i]);
  }
  wait_for(child);
  return took;
}

static void *nothing(void *) {
  return NULL;
}

static uint64_t count_thread(void) {
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_SPAWNS; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0) rows_fail("pthread_create");
    pthread_join(thread, NULL);
  }
  return rows_end(begun);
}

static uint64_t count_fork(void) {
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_SPAWNS; i++) {
    pid_t child = fork_one();
    if (child == 0) _exit(0);
    wait_for(child);
  }
  return rows_end(begun);
}

void rows_tasks(void) {
  rows_yield();
  rows_least("condition_round_trip", count_condition, COMPARE_TRIPS);
  rows_least("pipe_round_trip", count_pipe, COMPARE_TRIPS);
  rows_least("pipe_piece", count_throughput, COMPARE_PIECES);
  rows_least("pthread_create_join", count_thread, COMPARE_SPAWNS);
  rows_least_of(COMPARE_FORK_REPETITIONS, "fork_exit_wait", count_fork, COMPARE_SPAWNS);
}
