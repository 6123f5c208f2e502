// SPDX-License-Identifier: Apache-2.0
// What the rows share.
#include "testing/bench/compare/delias/measure.h"

#include "kernel/arch/arch.h"
#include "kernel/console/console.h"
#include "kernel/power/power.h"
#include "testing/bench/compare/mark.h"
#include "testing/bench/compare/rounds.h"

uint64_t measure_begin(void) {
  MARK(MARK_BEGIN);
  return arch_cycles();
}

uint64_t measure_end(uint64_t begun) {
  uint64_t now = arch_cycles();
  MARK(MARK_END);
  return now - begun;
}

RAW_STATIC void mark_report(void) {
  MARK(MARK_REPORT);
}

// A line of its own in one piece, wherever the shell may just have drawn its prompt again.
void measure_report(const char *name, uint64_t value, uint64_t count) {
  console_print("\n[compare] %s %llu %llu\n", name, (unsigned long long)value, (unsigned long long)count);
}

void measure_least_of(uint32_t repetitions, const char *name, uint64_t (*count)(void), uint64_t of) {
  uint64_t best = UINT64_MAX;
  for (uint32_t i = 0; i < repetitions; i++) {
    uint64_t took = count();
    if (took < best) best = took;
  }
  mark_report();
  console_print("\n[measured] %s %llu %llu\n", name, (unsigned long long)best, (unsigned long long)of);
}

void measure_least(const char *name, uint64_t (*count)(void), uint64_t of) {
  measure_least_of(COMPARE_REPETITIONS, name, count, of);
}

void measure_fail(const char *what, status_t status) {
  console_print("compare: %s failed: %s\n", what, status_name(status));
  power_off(1);
}

void measure_expect(const char *what, status_t status) {
  if (status != OK) measure_fail(what, status);
}
