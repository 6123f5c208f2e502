// SPDX-License-Identifier: Apache-2.0
// From the lines of the logs to medians and ratios.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/compare/report/rows.h"
#include "testing/bench/compare/rounds.h"

const char *const compare_system_names[] = {"delias", "linux", "fast"};
const char *const compare_mode_names[] = {"boot_ticks",   "boot_instructions", "ticks",
                                          "instructions", "ticks_4",           "instructions_4"};

bool compare_log_add(struct compare_log *log, const char *line) {
  static const char prefix[] = "[compare] ";
  if (strncmp(line, prefix, sizeof prefix - 1) != 0) return true;
  struct compare_line read = {0};
  unsigned long long value, count;
  char rest;
  int fields = sscanf(line + sizeof prefix - 1, "%47s %llu %llu %c", read.name, &value, &count, &rest);
  if (fields != 3 || count == 0 || log->count == COMPARE_LINES_MAX) return false;
  read.value = value;
  read.count = count;
  log->lines[log->count++] = read;
  return true;
}

// In both profiles Delias does the same.
static enum compare_system side_of(enum compare_system system) {
  return system == COMPARE_FAST ? COMPARE_DELIAS : system;
}

struct place {
  const struct compare_runs *runs;
  enum compare_mode mode;
  enum compare_system system;
  uint32_t round;
  char *why;
};

static const struct compare_line *find(struct place place, const char *name) {
  const struct compare_log *log = &place.runs->logs[place.mode][place.system][place.round];
  for (uint32_t i = 0; i < log->count; i++)
    if (strcmp(log->lines[i].name, name) == 0) return &log->lines[i];
  snprintf(place.why, COMPARE_WHY, "%s.%s.%u.log has no line [compare] %s", compare_system_names[place.system],
           compare_mode_names[place.mode], place.round + 1, name);
  return NULL;
}

static bool span(struct place place, const char *from, const char *to, double *value) {
  const struct compare_line *start = find(place, from), *end = start == NULL ? NULL : find(place, to);
  if (end == NULL) return false;
  if (end->value < start->value) {
    snprintf(place.why, COMPARE_WHY, "%s.%s.%u.log: %s lies before %s", compare_system_names[place.system],
             compare_mode_names[place.mode], place.round + 1, to, from);
    return false;
  }
  *value = (double)(end->value - start->value);
  return true;
}

// Ticks a second: both systems have the counter of one processor.
static bool frequency_of(struct place place, double *value) {
  place.system = COMPARE_DELIAS;
  const struct compare_line *frequency = find(place, "frequency");
  if (frequency != NULL) *value = (double)frequency->value;
  return frequency != NULL;
}

static bool boot_time(struct place place, double *value) {
  double frequency;
  if (!span(place, "entry_tsc", "ready_tsc", value) || !frequency_of(place, &frequency)) return false;
  *value = *value * 1000 / frequency;
  return true;
}

static bool each(struct place place, const char *name, double *value) {
  const struct compare_line *line = find(place, name), *empty = line == NULL ? NULL : find(place, "empty_loop");
  if (empty == NULL) return false;
  *value = (double)line->value / (double)line->count - (double)empty->value / (double)empty->count;
  return true;
}

static bool late(struct place place, const char *name, double *value) {
  double frequency;
  const struct compare_line *line = find(place, name);
  if (line == NULL || !frequency_of(place, &frequency)) return false;
  *value = (double)line->value / (double)line->count - COMPARE_SLEEP_NS * frequency / 1e9;
  return true;
}

static bool scaling(struct place place, const struct compare_row *row, double *value) {
  double one, four;
  if (!each(place, row->line_of_4[side_of(place.system)], &four)) return false;
  place.mode = COMPARE_INSTRUCTIONS;
  if (!each(place, row->line[side_of(place.system)], &one)) return false;
  *value = four / one;
  return true;
}

static bool value_of(struct place place, const struct compare_row *row, double *value) {
  const struct compare_line *line;
  switch (row->rule) {
  case COMPARE_BOOT_COUNT: return span(place, "entry_instructions", "ready_instructions", value);
  case COMPARE_BOOT_TIME: return boot_time(place, value);
  case COMPARE_MEMORY:
    line = find(place, "memory_available");
    if (line != NULL) *value = ((double)place.runs->memory_bytes - (double)line->value) / 1024;
    return line != NULL;
  case COMPARE_EACH: return each(place, row->line[side_of(place.system)], value);
  case COMPARE_LATE: return late(place, row->line[side_of(place.system)], value);
  case COMPARE_SCALING: return scaling(place, row, value);
  }
  return false;
}

static int by_size(const void *a, const void *b) {
  double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

// If one of the values is none, so is what is made of them.
static void summarise(struct compare_side *side, uint32_t rounds) {
  double sorted[COMPARE_ROUNDS_MAX];
  side->median = side->least = side->most = NAN;
  for (uint32_t i = 0; i < rounds; i++)
    if (!isfinite(side->values[i])) return;
  memcpy(sorted, side->values, rounds * sizeof sorted[0]);
  qsort(sorted, rounds, sizeof sorted[0], by_size);
  side->least = sorted[0];
  side->most = sorted[rounds - 1];
  side->median = (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
}

static double quotient(double a, double b) {
  return a <= 0 || b <= 0 ? NAN : a / b;
}

static enum compare_verdict judge(const struct compare_result *result) {
  const struct compare_row *row = result->row;
  bool is_time = row->mode == COMPARE_TICKS || row->mode == COMPARE_TICKS_4 || row->rule == COMPARE_BOOT_TIME;
  if (row->wanted == 0) return COMPARE_NOTHING_WANTED;
  if (is_time && result->rounds < COMPARE_ROUNDS_FOR_TIME) return COMPARE_NOT_JUDGED;
  // What is no number is not at least, and not at most, anything.
  bool holds = row->rule == COMPARE_SCALING ? result->side[COMPARE_DELIAS].median * 100 <= row->wanted
                                            : result->ratio.median >= row->wanted;
  return holds ? COMPARE_HOLDS : COMPARE_FAILS;
}

static void divide(const struct compare_result *result, enum compare_system by, struct compare_side *ratio) {
  for (uint32_t round = 0; round < result->rounds; round++)
    ratio->values[round] = quotient(result->side[COMPARE_LINUX].values[round], result->side[by].values[round]);
  summarise(ratio, result->rounds);
}

bool compare_evaluate(const struct compare_runs *runs, const struct compare_row *row, struct compare_result *result,
                      char why[COMPARE_WHY]) {
  *result = (struct compare_result){.row = row, .rounds = runs->rounds};
  for (int system = 0; system < COMPARE_SYSTEMS; system++) {
    struct compare_side *side = &result->side[system];
    for (uint32_t round = 0; round < runs->rounds; round++) {
      struct place place = {runs, row->mode, (enum compare_system)system, round, why};
      if (!value_of(place, row, &side->values[round])) return false;
    }
    summarise(side, runs->rounds);
  }
  divide(result, COMPARE_DELIAS, &result->ratio);
  divide(result, COMPARE_FAST, &result->fast_ratio);
  result->verdict = judge(result);
  return true;
}
