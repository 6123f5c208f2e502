// SPDX-License-Identifier: Apache-2.0
// The log in the running system: lines of tasks that are preempted in the middle, and what a line costs.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

// So many lines that dozens of them are interrupted in the middle of the write: a tick comes every 2000 lines or so.
enum { WRITERS = 4, LINES = 30000, ROUNDS = 100 };

// Every line says its number twice, so that a torn one shows.
CELL_CALLBACK void log_test_writer(void *argument) {
  uint64_t writer = (uint64_t)argument;
  for (uint64_t i = 0; i < LINES; i++)
    LOG(LOG_INFO, "writer %lu line %lu again %lu", writer, i, i);
}

static bool is_whole(const struct log_line *line, uint64_t last[WRITERS]) {
  for (uint64_t writer = 0; writer < WRITERS; writer++) {
    char expected[LOG_LINE];
    text_format(expected, sizeof expected, "writer %lu line %lu again %lu", writer, last[writer], last[writer]);
    if (!text_equal(line->text, expected)) continue;
    last[writer]++;
    return true;
  }
  return false;
}

// The writers end at different times, so the lines that are left may be of some only: each one's are counted from its first.
static bool find_first(uint64_t from, uint64_t writer, uint64_t *number) {
  struct log_line line;
  char prefix[32];
  size_t length = text_format(prefix, sizeof prefix, "writer %lu line ", writer);
  for (; log_read(from, &line) == OK; from = line.sequence + 1) {
    if (!text_starts(line.text, prefix)) continue;
    char *end = line.text + length;
    while (*end >= '0' && *end <= '9')
      end++;
    *end = '\0';
    return text_number(line.text + length, number);
  }
  *number = 0;
  return true;
}

CELL_CALLBACK bool log_whole_lines(char *why, uint32_t size) {
  struct task *tasks[WRITERS];
  uint64_t begin = log_next(), last[WRITERS];
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(sched_spawn("writer", log_test_writer, (void *)i, &tasks[i]) == OK);
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, NULL) == OK);
  SYSTEM_EXPECT(log_next() == begin + (uint64_t)WRITERS * LINES && log_dropped() == 0);
  uint64_t from = log_lost();
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(find_first(from, i, &last[i]));
  struct log_line line;
  for (; log_read(from, &line) == OK; from++)
    SYSTEM_EXPECT(line.sequence == from && is_whole(&line, last));
  SYSTEM_EXPECT(from == log_next());
  return true;
}
CELL_OPS(struct system_test, log_whole_lines_test) = {
    .name = "lines of preempted tasks are whole, in order and all there", .run = log_whole_lines};

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

static bool within(const char *what, uint64_t each, uint64_t budget, char *why, uint32_t size) {
  console_print("[cost] %s: %lu instructions, budget %lu\n", what, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s costs %lu instructions, over its budget of %lu", what, each, budget);
  return false;
}

CELL_CALLBACK bool log_costs(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    LOG(LOG_INFO, "serial port at 0x%x, line %d, 115200 8n1", 0x3f8u, 4);
  uint64_t line_cost = (arch_cycles() - start) / ROUNDS;
  start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    LOG(LOG_DEBUG, "not kept %d", 4);
  uint64_t debug_cost = (arch_cycles() - start) / ROUNDS;
  struct log_line line;
  start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++)
    (void)log_read(0, &line);
  uint64_t read_cost = (arch_cycles() - start) / ROUNDS;
  return within("a log line of 40 characters", line_cost, 2400, why, size) &&
         within("a line below the level", debug_cost, 40, why, size) &&
         within("reading the oldest line", read_cost, 850, why, size);
}
CELL_OPS(struct system_test, log_costs_test) = {.name = "the log keeps its budget", .run = log_costs};

CELL_CALLBACK bool console_costs(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  static const char text[] = "a line of eighty characters, as one of a table that a command shows would well be.\n";
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < 4; i++)
    console_write(text, sizeof text - 1);
  return within("a byte to the serial port", (arch_cycles() - start) / 4 / (sizeof text - 1), 100, why, size);
}
CELL_OPS(struct system_test, console_costs_test) = {.name = "the console keeps its budget", .run = console_costs};
