// SPDX-License-Identifier: Apache-2.0
// What /init becomes: measures, and ends the machine by its exit device.
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <termios.h>
#include <unistd.h>

#include "testing/bench/compare/mark.h"
#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

enum { EXIT_PORT = 0xf4, EXIT_BASE = 16 };

// The exit device makes (value << 1) | 1 of it, as for Delias' own exit (platforms/qemu_x86_64/power).
[[noreturn]] static void end(unsigned char status) {
  fflush(stdout);
  tcdrain(1);  // what was written is out on the line
  if (iopl(3) == 0) outb(EXIT_BASE + status, EXIT_PORT);
  _exit(status);  // of /init: a panic, and with panic=-1 and -no-reboot the emulator's end
}

void rows_fail(const char *what) {
  printf("rows: %s failed: %s\n", what, strerror(errno));
  end(1);
}

// Read as Delias reads it (kernel/arch:x86_64).
static uint64_t cycles(void) {
  uint32_t low, high;
  __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}

__attribute__((noinline)) uint64_t rows_begin(void) {
  MARK(MARK_BEGIN);
  return cycles();
}

__attribute__((noinline)) uint64_t rows_end(uint64_t begun) {
  uint64_t now = cycles();
  MARK(MARK_END);
  return now - begun;
}

void rows_least_of(uint32_t repetitions, const char *name, uint64_t (*count)(void), uint64_t of) {
  uint64_t best = UINT64_MAX;
  for (uint32_t i = 0; i < repetitions; i++) {
    uint64_t took = count();
    if (took < best) best = took;
  }
  MARK(MARK_REPORT);
  printf("[measured] %s %llu %llu\n", name, (unsigned long long)best, (unsigned long long)of);
  fflush(stdout);
}

void rows_least(const char *name, uint64_t (*count)(void), uint64_t of) {
  rows_least_of(COMPARE_REPETITIONS, name, count, of);
}

void rows_real_time(int priority) {
  struct sched_param parameter = {.sched_priority = priority};
  if (sched_setscheduler(0, priority == 0 ? SCHED_OTHER : SCHED_FIFO, &parameter) != 0) rows_fail("sched_setscheduler");
}

int main(void) {
  rows_calls();
  rows_tasks();
  rows_timer();
  rows_maps();
  rows_heap();
  rows_files();
  rows_parallel();
  end(0);
}
