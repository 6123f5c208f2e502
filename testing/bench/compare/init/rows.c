// SPDX-License-Identifier: Apache-2.0
// What Linux takes for each row. Counts of rounds and repetitions are those of Delias' side (delias.c), of which each is the smallest:
// an interrupt may fall into one of them.
#include "testing/bench/compare/init/rows.h"

#include <stdbool.h>

#include "testing/bench/compare/init/system.h"
#include "testing/bench/compare/rounds.h"

enum { PAGE = 4096, PROT_READ_WRITE = 3, MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, SCHED_FIFO = 1 };
enum { CLONE_VM = 0x100, CLONE_FS = 0x200, CLONE_FILES = 0x400, SIGCHLD = 17, STACK = 16384 };

static void *map(uint64_t size, uint64_t flags) {
  int64_t at = SYSTEM(SYS_MMAP, 0, size, PROT_READ_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (at < 0) system_fail("mmap", at);
  return (void *)at;
}

static void unmap(void *at, uint64_t size) {
  int64_t status = SYSTEM(SYS_MUNMAP, at, size);
  if (status < 0) system_fail("munmap", status);
}

static void least(const char *name, uint64_t (*count)(void), uint64_t of) {
  uint64_t best = UINT64_MAX;
  for (uint32_t i = 0; i < COMPARE_REPETITIONS; i++) {
    uint64_t took = count();
    if (took < best) best = took;
  }
  system_report(name, best, of);
}

// The loop that is around everything else, which is subtracted from it.
static uint64_t count_empty(void) {
  uint64_t start = system_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    __asm__ volatile("");
  return system_cycles() - start;
}

void rows_empty(void) {
  least("empty_loop", count_empty, COMPARE_CALLS);
}

static uint64_t count_getppid(void) {
  uint64_t start = system_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    SYSTEM(SYS_GETPPID);
  return system_cycles() - start;
}

void rows_getppid(void) {
  least("getppid", count_getppid, COMPARE_CALLS);
}

struct turns {
  volatile uint64_t own, other;
};

// With SCHED_FIFO a yield goes to the other one for certain: two processes of one priority take turns.
static uint64_t count_yield(void) {
  struct turns *turns = map(PAGE, MAP_SHARED);
  int64_t child = SYSTEM(SYS_CLONE, SIGCHLD);
  if (child < 0) system_fail("clone", child);
  if (child == 0) {
    for (uint32_t i = 0; i < COMPARE_SWITCHES; i++) {
      turns->other++;
      SYSTEM(SYS_SCHED_YIELD);
    }
    SYSTEM(SYS_EXIT, 0);
  }
  SYSTEM(SYS_SCHED_YIELD);  // the child runs up to its first yield
  uint64_t before = turns->other, start = system_cycles();
  for (uint32_t i = 0; i < COMPARE_SWITCHES / 2; i++) {
    turns->own++;
    SYSTEM(SYS_SCHED_YIELD);
  }
  uint64_t took = system_cycles() - start;
  if (turns->other - before != turns->own) system_fail("sched_yield: the two did not take turns", 0);
  SYSTEM(SYS_WAIT4, child, 0, 0, 0);
  unmap(turns, PAGE);
  return took;
}

void rows_yield(void) {
  struct {
    int32_t priority;
  } one = {1};
  int64_t status = SYSTEM(SYS_SCHED_SETSCHEDULER, 0, SCHED_FIFO, &one);
  if (status < 0) system_fail("sched_setscheduler", status);
  least("sched_yield", count_yield, COMPARE_SWITCHES);
  one.priority = 0;
  SYSTEM(SYS_SCHED_SETSCHEDULER, 0, 0, &one);
}

// One byte out of `from` or into `to`; false: the other end is closed.
static bool carry(enum system_call what, int32_t file) {
  uint8_t byte = 0;
  return SYSTEM(what, file, &byte, 1) == 1;
}

static void close_all(const int32_t files[4]) {
  for (int i = 0; i < 4; i++)
    SYSTEM(SYS_CLOSE, files[i]);
}

static uint64_t count_pipe(void) {
  int32_t files[4];  // there: reading end, writing end; back: the same
  int64_t there = SYSTEM(SYS_PIPE, files), back = SYSTEM(SYS_PIPE, files + 2);
  if (there < 0 || back < 0) system_fail("pipe", there < 0 ? there : back);
  int64_t child = SYSTEM(SYS_CLONE, SIGCHLD);
  if (child < 0) system_fail("clone", child);
  if (child == 0) {
    SYSTEM(SYS_CLOSE, files[1]);  // so that it reads the end when the parent closes it
    while (carry(SYS_READ, files[0]) && carry(SYS_WRITE, files[3])) {}
    SYSTEM(SYS_EXIT, 0);
  }
  uint64_t start = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    if (i == 1) start = system_cycles();  // in the first one the child has come into being
    if (!carry(SYS_WRITE, files[1]) || !carry(SYS_READ, files[2])) system_fail("pipe: a byte", 0);
  }
  uint64_t took = system_cycles() - start;
  close_all(files);
  SYSTEM(SYS_WAIT4, child, 0, 0, 0);
  return took;
}

void rows_pipe(void) {
  least("pipe_round_trip", count_pipe, COMPARE_TRIPS);
}

// A child with a stack of its own in this address space, as a thread has it, that ends at once. It returns here only in the parent.
__attribute__((noinline)) static int64_t clone_and_exit(void *stack_top) {
  int64_t child;
  __asm__ volatile("syscall\n"
                   "test %%eax, %%eax\n"
                   "jnz 1f\n"
                   "xor %%edi, %%edi\n"
                   "mov %2, %%eax\n"
                   "syscall\n"
                   "ud2\n"
                   "1:"
                   : "=a"(child)
                   : "a"((uint64_t)SYS_CLONE), "i"(SYS_EXIT),
                     "D"((uint64_t)(CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD)), "S"(stack_top), "d"(0)
                   : "rcx", "r8", "r10", "r11", "memory");
  return child;
}

static uint64_t count_clone(void) {
  uint64_t start = system_cycles();
  for (uint32_t i = 0; i < COMPARE_SPAWNS; i++) {
    uint8_t *stack = map(STACK, MAP_PRIVATE);
    int64_t child = clone_and_exit(stack + STACK);
    if (child < 0) system_fail("clone", child);
    int64_t waited = SYSTEM(SYS_WAIT4, child, 0, 0, 0);
    if (waited != child) system_fail("wait4", waited);
    unmap(stack, STACK);
  }
  return system_cycles() - start;
}

void rows_clone(void) {
  least("clone_wait", count_clone, COMPARE_SPAWNS);
}

static uint64_t count_map(void) {
  uint64_t start = system_cycles();
  for (uint32_t i = 0; i < COMPARE_MAPS; i++) {
    volatile uint8_t *page = map(PAGE, MAP_PRIVATE);
    page[0] = 1;
    unmap((void *)page, PAGE);
  }
  return system_cycles() - start;
}

void rows_map(void) {
  least("map_touch_unmap", count_map, COMPARE_MAPS);
}

// The number behind NAME in /proc/meminfo, in KiB.
static uint64_t meminfo(const char *text, const char *name) {
  for (const char *at = text; *at != 0; at++) {
    if (at != text && at[-1] != '\n') continue;
    size_t i = 0;
    while (name[i] != 0 && at[i] == name[i])
      i++;
    if (name[i] != 0 || at[i] != ':') continue;
    for (i++; at[i] == ' '; i++) {}
    uint64_t value = 0;
    for (; at[i] >= '0' && at[i] <= '9'; i++)
      value = value * 10 + (uint64_t)(at[i] - '0');
    return value;
  }
  system_fail(name, 0);
}

void rows_memory(void) {
  static char text[8192];
  int64_t status = SYSTEM(SYS_MOUNT, "proc", "/proc", "proc", 0, 0);
  if (status < 0) system_fail("mount /proc", status);
  int64_t file = SYSTEM(SYS_OPEN, "/proc/meminfo", 0);
  if (file < 0) system_fail("/proc/meminfo", file);
  int64_t length = SYSTEM(SYS_READ, file, text, sizeof text - 1);
  if (length <= 0) system_fail("/proc/meminfo", length);
  system_report("memory_total", meminfo(text, "MemTotal") * 1024, 1);
  system_report("memory_available", meminfo(text, "MemAvailable") * 1024, 1);
  system_report("memory_free", meminfo(text, "MemFree") * 1024, 1);
}
