// SPDX-License-Identifier: Apache-2.0
// columns: allocators by one and two threads, hand-overs between two threads on one processor and on two, and opening a library.
#include "testing/bench/native/columns.h"

#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 2 };

static struct {
  void *(*malloc)(size_t size);
  void (*free)(void *object);
  const char *loaded;
} library;

static const char *const names[] = {"malloc", "calloc", "mimalloc", "pipe", "futex", "dlopen"};

const char *column_name(enum column column) {
  return names[column];
}

static bool is_heap(enum native_row row) {
  return row < NATIVE_CHANNEL_SAME;
}

bool column_has(enum column column, enum native_row row) {
  if (column <= COLUMN_MIMALLOC) return is_heap(row);
  if (column == COLUMN_DLOPEN) return row == NATIVE_LOAD;
  return !is_heap(row) && row != NATIVE_LOAD;
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

[[noreturn]] static void fail(const char *what) {
  fprintf(stderr, "error: native: %s\n", what);
  _exit(1);
}

void columns_start(const char *mimalloc, const char *loaded) {
  void *opened = dlopen(mimalloc, RTLD_NOW | RTLD_LOCAL);
  if (opened == NULL) fail(dlerror());
  library.malloc = (void *(*)(size_t))dlsym(opened, "mi_malloc");
  library.free = (void (*)(void *))dlsym(opened, "mi_free");
  if (library.malloc == NULL || library.free == NULL) fail("libmimalloc has no mi_malloc and mi_free");
  library.loaded = loaded;
}

// ---- Threads: those of processors leave theirs alone meanwhile ----

struct worker {
  pthread_t thread;
  pthread_barrier_t *begin;
  enum column column;
  enum native_row row;
  int on;  // a processor of the host; -1: any
  int in, out;
  uint32_t *turn, side;
  uint64_t begun, ended;
};

// The machine's signals are for the threads of its processors.
static void start(struct worker *worker, void *(*main)(void *)) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  if (pthread_create(&worker->thread, NULL, main, worker) != 0) fail("no thread to measure with");
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (worker->on < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(worker->on, &set);
  (void)pthread_setaffinity_np(worker->thread, sizeof set, &set);  // where the host has one processor, both are there
}

// ---- The heap ----

static void *hide(void *object) {
  __asm__ volatile("" : "+r"(object) : : "memory");
  return object;
}

static size_t bytes_of(enum native_row row) {
  return row == NATIVE_FURTHER_16 ? 16 : row == NATIVE_FURTHER_256 ? 256 : 64;
}

static void *allocate(void *of) {
  struct worker *worker = of;
  size_t bytes = bytes_of(worker->row);
  pthread_barrier_wait(worker->begin);
  worker->begun = now_ns();
  for (int i = 0; i < NATIVE_TRANSACTIONS * NATIVE_OBJECTS; i++) {
    switch (worker->column) {
    case COLUMN_MALLOC: free(hide(malloc(bytes))); break;
    case COLUMN_CALLOC: free(hide(calloc(1, bytes))); break;
    default: library.free(hide(library.malloc(bytes))); break;
    }
  }
  worker->ended = now_ns();
  return NULL;
}

static double heap_ns(enum column column, enum native_row row) {
  uint32_t workers = row >= NATIVE_FURTHER_64_2 ? 2 : 1;
  pthread_barrier_t begin;
  pthread_barrier_init(&begin, NULL, workers);
  struct worker worker[WORKERS];
  for (uint32_t i = 0; i < workers; i++) {
    worker[i] = (struct worker){.begin = &begin, .column = column, .row = row, .on = (int)i};
    start(&worker[i], allocate);
  }
  uint64_t begun = UINT64_MAX, ended = 0;
  for (uint32_t i = 0; i < workers; i++) {
    pthread_join(worker[i].thread, NULL);
    if (worker[i].begun < begun) begun = worker[i].begun;
    if (worker[i].ended > ended) ended = worker[i].ended;
  }
  pthread_barrier_destroy(&begin);
  return (double)(ended - begun) / (NATIVE_TRANSACTIONS * NATIVE_OBJECTS);
}

// ---- Hand-overs ----

static void *pass_by_pipe(void *of) {
  struct worker *worker = of;
  uint64_t message = 0;
  pthread_barrier_wait(worker->begin);
  worker->begun = now_ns();
  for (int i = 0; i < NATIVE_TRIPS; i++) {
    if (worker->side == 0 && write(worker->out, &message, sizeof message) != sizeof message) fail("a pipe is gone");
    if (read(worker->in, &message, sizeof message) != sizeof message) fail("a pipe is gone");
    if (worker->side == 1 && write(worker->out, &message, sizeof message) != sizeof message) fail("a pipe is gone");
  }
  worker->ended = now_ns();
  return NULL;
}

static void hand_over(uint32_t *turn, uint32_t to) {
  __atomic_store_n(turn, to, __ATOMIC_SEQ_CST);
  (void)syscall(SYS_futex, turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait_for(uint32_t *turn, uint32_t side) {
  while (__atomic_load_n(turn, __ATOMIC_SEQ_CST) != side)
    (void)syscall(SYS_futex, turn, FUTEX_WAIT_PRIVATE, 1 - side, NULL, NULL, 0);
}

static void *pass_by_futex(void *of) {
  struct worker *worker = of;
  pthread_barrier_wait(worker->begin);
  worker->begun = now_ns();
  for (int i = 0; i < NATIVE_TRIPS; i++) {
    wait_for(worker->turn, worker->side);
    hand_over(worker->turn, 1 - worker->side);
  }
  worker->ended = now_ns();
  return NULL;
}

static double trip_ns(enum column column, enum native_row row) {
  int there[2], back[2];
  uint32_t turn = 0;
  pthread_barrier_t begin;
  pthread_barrier_init(&begin, NULL, 2);
  if (pipe(there) != 0 || pipe(back) != 0) fail("no pipe");
  struct worker worker[] = {{.begin = &begin, .on = 0, .in = back[0], .out = there[1], .turn = &turn, .side = 0},
                            {.begin = &begin,
                             .on = row == NATIVE_CHANNEL_OTHER ? 1 : 0,
                             .in = there[0],
                             .out = back[1],
                             .turn = &turn,
                             .side = 1}};
  for (int i = 0; i < 2; i++)
    start(&worker[i], column == COLUMN_PIPE ? pass_by_pipe : pass_by_futex);
  for (int i = 0; i < 2; i++) {
    pthread_join(worker[i].thread, NULL);
    close(there[i]);
    close(back[i]);
  }
  pthread_barrier_destroy(&begin);
  return (double)(worker[0].ended - worker[0].begun) / NATIVE_TRIPS;
}

// ---- The linker ----

static double load_ns(void) {
  enum { LOADS = 20 };
  uint64_t begun = now_ns();
  for (int i = 0; i < LOADS; i++) {
    void *opened = dlopen(library.loaded, RTLD_NOW | RTLD_LOCAL);
    if (opened == NULL || dlsym(opened, "loaded_sum") == NULL) fail(dlerror());
    dlclose(opened);
  }
  return (double)(now_ns() - begun) / LOADS;
}

double column_ns(enum column column, enum native_row row) {
  if (row == NATIVE_LOAD) return load_ns();
  return is_heap(row) ? heap_ns(column, row) : trip_ns(column, row);
}
