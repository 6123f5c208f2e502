// SPDX-License-Identifier: Apache-2.0
// The table for a terminal: a line of numbers for each row, and below it what is compared.
#include <math.h>

#include "testing/bench/compare/report/write.h"

// How far the rounds lie apart, of their median.
static void spread(char to[16], const struct compare_side *side) {
  if (side->median == 0)
    snprintf(to, 16, "-");
  else
    snprintf(to, 16, "%.1f %%", (side->most - side->least) * 100 / side->median);
}

static void ratio(char to[16], double value) {
  if (isfinite(value))
    snprintf(to, 16, value < 99.95 ? "%.1f" : "%.0f", value);
  else
    snprintf(to, 16, "-");
}

static void number(char to[24], double value) {
  snprintf(to, 24, value < 1000 && value != floor(value) ? "%.1f" : "%.0f", value);
}

static void row(FILE *out, const struct compare_result *result) {
  const struct compare_side *delias = &result->side[COMPARE_DELIAS], *linux_ = &result->side[COMPARE_LINUX];
  char numbers[2][24], spreads[2][16], times[16];
  number(numbers[0], delias->median);
  number(numbers[1], linux_->median);
  spread(spreads[0], delias);
  spread(spreads[1], linux_);
  ratio(times, result->ratio);
  fprintf(out, "%-38s %13s %13s %9s  %-13s %6u %9s %9s\n", result->row->title, numbers[0], numbers[1], times,
          result->row->unit, result->rounds, spreads[0], spreads[1]);
  fprintf(out, "    %s\n", result->row->compared);
}

static void verdict(FILE *out, const struct compare_result *result) {
  char times[16];
  ratio(times, result->ratio_of_least);
  const char *unit = result->row->rule == COMPARE_BOOT_TIME ? "time" : result->row->unit;
  switch (result->verdict) {
  case COMPARE_HOLDS:
    fprintf(out, "%s, %s: Delias takes 1/%s of what Linux takes; at most 1/%u was the target: it holds\n",
            result->row->title, unit, times, result->row->target);
    break;
  case COMPARE_FAILS:
    fprintf(out, "%s, %s: Delias takes 1/%s of what Linux takes; at most 1/%u was the target: IT DOES NOT HOLD\n",
            result->row->title, unit, times, result->row->target);
    break;
  case COMPARE_NOT_JUDGED:
    if (result->row->target != 0)
      fprintf(out, "%s, %s: 1/%s; not judged: time needs at least %d rounds\n", result->row->title, unit, times,
              COMPARE_ROUNDS_FOR_TIME);
    break;
  }
}

void write_table(FILE *out, const struct compare_report *report) {
  fprintf(out, "%s, machine: %s\n\n", report->linux, report->machine);
  fprintf(out, "%-38s %13s %13s %9s  %-13s %6s %9s %9s\n", "row: Delias / Linux", "Delias", "Linux", "ratio", "unit",
          "rounds", "spread D", "spread L");
  for (uint32_t i = 0; i < report->count; i++)
    row(out, &report->results[i]);
  fputs("\nMedians of the rounds; spread: most less least, of the median; ratio: Linux / Delias. Judged are the least "
        "of\n"
        "the rounds, because what else the host does only adds. From what is done in a loop the\n"
        "loop itself, measured empty, is subtracted.\n"
        "Slots, gates and requests are calls within one privilege level and getppid() is a system call: they are what "
        "each\n"
        "system's parts pay to reach each other, and not the same thing.\n\n",
        out);
  for (uint32_t i = 0; i < report->count; i++)
    verdict(out, &report->results[i]);
}
