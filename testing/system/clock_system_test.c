// SPDX-License-Identifier: Apache-2.0
// Time and interrupts in the real system.
#include "kernel/clock/clock.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "testing/system/system_test.h"

enum { MILLISECOND = 1000000 };

CELL_CALLBACK bool clock_never_goes_back(char *why, uint32_t size) {
  uint64_t last = clock_now();
  for (uint32_t i = 0; i < 100000; i++) {
    uint64_t now = clock_now();
    SYSTEM_EXPECT(now >= last);
    last = now;
  }
  return true;
}
CELL_OPS(struct system_test, clock_monotonic_test) = {.name = "time never goes back", .run = clock_never_goes_back};

CELL_CALLBACK bool clock_sleeps_long_enough(char *why, uint32_t size) {
  for (uint64_t ns = 1; ns < UINT64_C(30) * MILLISECOND; ns *= 7) {
    uint64_t before = clock_now();
    SYSTEM_EXPECT(clock_sleep(ns) == OK);
    SYSTEM_EXPECT(clock_now() - before >= ns);
  }
  return true;
}
CELL_OPS(struct system_test, clock_sleep_test) = {.name = "a sleep is never too short",
                                                  .run = clock_sleeps_long_enough};

static uint64_t count_of(const char *name) {
  struct interrupt_info info;
  for (uint32_t i = 0; interrupt_info(i, &info) == OK; i++)
    if (text_equal(info.name, name)) return info.count;
  return 0;
}

// A busy task is interrupted at the end of each slice.
CELL_CALLBACK bool clock_timer_comes(char *why, uint32_t size) {
  SYSTEM_EXPECT(interrupt_timer_works());
  SYSTEM_EXPECT(clock_frequency() > 1000000);
  uint64_t before = count_of("timer");
  SYSTEM_EXPECT(before > 0);
  while (count_of("timer") < before + 3) {}
  return true;
}
CELL_OPS(struct system_test, clock_timer_test) = {.name = "the timer comes while a task is busy",
                                                  .run = clock_timer_comes};

CELL_CALLBACK bool clock_not_taken(void) {
  return false;
}

CELL_CALLBACK bool interrupt_lines_are_owned(char *why, uint32_t size) {
  SYSTEM_EXPECT(interrupt_route(INTERRUPT_LINES, "none", clock_not_taken) == OUT_OF_RANGE);
  SYSTEM_EXPECT(interrupt_route(11, "nothing", NULL) == INVALID);
  SYSTEM_EXPECT(interrupt_route(4, "thief", clock_not_taken) == EXISTS);  // the console's device
  SYSTEM_EXPECT(interrupt_timer(999999, clock_not_taken) == OUT_OF_RANGE);
  SYSTEM_EXPECT(interrupt_timer(clock_frequency(), NULL) == INVALID);
  SYSTEM_EXPECT(interrupt_timer_works());
  return true;
}
CELL_OPS(struct system_test, interrupt_owned_test) = {.name = "an interrupt line has one owner",
                                                      .run = interrupt_lines_are_owned};

static uint32_t lines_about(const char *text) {
  uint32_t count = 0;
  struct log_line line;
  for (uint64_t next = 0; log_read(next, &line) == OK; next = line.sequence + 1)
    count += text_starts(line.text, text);
  return count;
}

// Raised by instruction, as nothing in the machine raises a vector that nobody asked for.
CELL_CALLBACK bool interrupt_is_unexpected(char *why, uint32_t size) {
  uint64_t before = count_of("unexpected");
  for (uint32_t i = 0; i < 3; i++)
    __asm__ volatile("int $45");
  SYSTEM_EXPECT(count_of("unexpected") == before + 3);
  SYSTEM_EXPECT(lines_about("interrupt vector 45 is nobody's") == 1);
  before = count_of("spurious");
  __asm__ volatile("int $63");
  SYSTEM_EXPECT(count_of("spurious") == before + 1);
  return true;
}
CELL_OPS(struct system_test, interrupt_unexpected_test) = {
    .name = "an interrupt that nobody asked for is counted and logged once", .run = interrupt_is_unexpected};
