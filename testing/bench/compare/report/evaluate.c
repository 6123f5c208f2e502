// SPDX-License-Identifier: Apache-2.0
// From the lines of the logs to medians and ratios.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/compare/report/rows.h"

static const char *const SYSTEM_NAMES[] = {"delias", "linux"};
static const char *const MODE_NAMES[] = {"ticks", "instructions"};

bool compare_log_add(struct compare_log *log, const char *line) {
  static const char prefix[] = "[compare] ";
  if (strncmp(line, prefix, sizeof prefix - 1) != 0) return true;
  struct compare_line read = {0};
  unsigned long long value, count;
  char rest;
  int fields = sscanf(line + sizeof prefix - 1, "%31s %llu %llu %c", read.name, &value, &count, &rest);
  if (fields != 3 || count == 0 || log->count == COMPARE_LINES_MAX) return false;
  read.value = value;
  read.count = count;
  log->lines[log->count++] = read;
  return true;
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
  snprintf(place.why, COMPARE_WHY, "%s.%s.%u.log has no line [compare] %s", SYSTEM_NAMES[place.system],
           MODE_NAMES[place.mode], place.round + 1, name);
  return NULL;
}

static bool span(struct place place, const char *from, const char *to, double *value) {
  const struct compare_line *start = find(place, from), *end = start == NULL ? NULL : find(place, to);
  if (end == NULL) return false;
  if (end->value < start->value) {
    snprintf(place.why, COMPARE_WHY, "%s.%s.%u.log: %s lies before %s", SYSTEM_NAMES[place.system],
             MODE_NAMES[place.mode], place.round + 1, to, from);
    return false;
  }
  *value = (double)(end->value - start->value);
  return true;
}

static bool boot_time(struct place place, double *value) {
  if (!span(place, "entry_tsc", "ready_tsc", value)) return false;
  place.system = COMPARE_DELIAS;
  const struct compare_line *frequency = find(place, "frequency");
  if (frequency == NULL) return false;
  *value = *value * 1000 / (double)frequency->value;
  return true;
}

static double each(const struct compare_line *line) {
  return (double)line->value / (double)line->count;
}

static bool value_of(struct place place, const struct compare_row *row, double *value) {
  const struct compare_line *line, *empty;
  switch (row->rule) {
  case COMPARE_BOOT_INSTRUCTIONS: return span(place, "entry_instructions", "ready_instructions", value);
  case COMPARE_BOOT_TIME: return boot_time(place, value);
  case COMPARE_MEMORY:
    line = find(place, "memory_available");
    if (line != NULL) *value = ((double)place.runs->memory_bytes - (double)line->value) / 1024;
    return line != NULL;
  case COMPARE_EACH:
    line = find(place, row->line[place.system]);
    empty = line == NULL ? NULL : find(place, "empty_loop");
    if (empty != NULL) *value = each(line) - each(empty);
    return empty != NULL;
  }
  return false;
}

static int by_size(const void *a, const void *b) {
  double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

static void summarise(struct compare_side *side, uint32_t rounds) {
  double sorted[COMPARE_ROUNDS_MAX];
  memcpy(sorted, side->values, rounds * sizeof sorted[0]);
  qsort(sorted, rounds, sizeof sorted[0], by_size);
  side->least = sorted[0];
  side->most = sorted[rounds - 1];
  side->median = (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
}

static double quotient(double a, double b) {
  return b == 0 ? NAN : a / b;
}

static enum compare_verdict judge(const struct compare_result *result) {
  if (result->row->target == 0) return COMPARE_NOT_JUDGED;
  if (result->row->mode == COMPARE_TICKS && result->rounds < COMPARE_ROUNDS_FOR_TIME) return COMPARE_NOT_JUDGED;
  // A ratio that is no number is not at least anything.
  return result->ratio_of_least >= result->row->target ? COMPARE_HOLDS : COMPARE_FAILS;
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
  const struct compare_side *delias = &result->side[COMPARE_DELIAS], *linux_ = &result->side[COMPARE_LINUX];
  result->ratio = quotient(linux_->median, delias->median);
  result->ratio_of_least = quotient(linux_->least, delias->least);
  result->verdict = judge(result);
  return true;
}
