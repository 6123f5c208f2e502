// SPDX-License-Identifier: Apache-2.0
// The table for a terminal: a line of numbers for each row, below it what is compared with what, and what is wanted and missed.
#include <math.h>
#include <string.h>

#include "testing/bench/compare/report/write.h"

static void ratio(char to[16], double value) {
  if (isfinite(value))
    snprintf(to, 16, value < 0.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
  else
    snprintf(to, 16, "-");
}

static void number(char to[24], double value) {
  if (!isfinite(value))
    snprintf(to, 24, "-");
  else
    snprintf(to, 24, value < 10 && value != floor(value) ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
}

static void wanted(char to[24], const struct compare_result *result) {
  const struct compare_row *row = result->row;
  static const char *const verdicts[] = {"holds", "MISSED", "not judged", ""};
  if (row->wanted == 0)
    snprintf(to, 24, "-");
  else if (row->rule == COMPARE_SCALING)
    snprintf(to, 24, "%u.%02u %s", row->wanted / 100, row->wanted % 100, verdicts[result->verdict]);
  else
    snprintf(to, 24, "%u %s", row->wanted, verdicts[result->verdict]);
}

static void row(FILE *out, const struct compare_result *result) {
  char numbers[COMPARE_SYSTEMS][24], ratios[4][16], spread[40], aim[24];
  for (int system = 0; system < COMPARE_SYSTEMS; system++)
    number(numbers[system], result->side[system].median);
  ratio(ratios[0], result->ratio.median);
  ratio(ratios[1], result->ratio.least);
  ratio(ratios[2], result->ratio.most);
  ratio(ratios[3], result->fast_ratio.median);
  snprintf(spread, sizeof spread, "%s..%s", ratios[1], ratios[2]);
  wanted(aim, result);
  fprintf(out, "%-50s %12s %12s %8s %14s %12s %8s  %s\n", result->row->thing->title, numbers[COMPARE_DELIAS],
          numbers[COMPARE_LINUX], ratios[0], spread, numbers[COMPARE_FAST], ratios[3], aim);
}

static void heading(FILE *out, const char *text) {
  fprintf(out, "\n%-50s %12s %12s %8s %14s %12s %8s  %s\n", text, "Delias", "Linux", "ratio", "least..most", "fast",
          "ratio", "wanted");
}

static bool is_first_of_thing(const struct compare_report *report, uint32_t index) {
  for (uint32_t i = 0; i < index; i++)
    if (report->results[i].row->thing == report->results[index].row->thing) return false;
  return true;
}

static void thing(FILE *out, const struct compare_thing *thing) {
  fprintf(out, "%s\n    Delias: %s\n    Linux: %s; lmbench: %s\n    in favour of %s\n", thing->title,
          thing->side[COMPARE_DELIAS], thing->side[COMPARE_LINUX], thing->lmbench, thing->favours);
}

static void verdicts(FILE *out, const struct compare_report *report) {
  uint32_t counts[COMPARE_NOTHING_WANTED + 1] = {0};
  for (uint32_t i = 0; i < report->count; i++)
    counts[report->results[i].verdict]++;
  fprintf(out, "\nOf the ratios that are wanted %u hold, %u are missed, %u are not judged (time needs %d rounds).\n",
          counts[COMPARE_HOLDS], counts[COMPARE_FAILS], counts[COMPARE_NOT_JUDGED], COMPARE_ROUNDS_FOR_TIME);
  for (uint32_t i = 0; i < report->count; i++) {
    const struct compare_result *result = &report->results[i];
    char text[24];
    if (result->verdict != COMPARE_FAILS) continue;
    if (result->row->rule == COMPARE_SCALING)
      number(text, result->side[COMPARE_DELIAS].median);
    else
      ratio(text, result->ratio.median);
    char aim[24];
    wanted(aim, result);
    fprintf(out, "  %s, %s: %s, wanted %s: IT DOES NOT HOLD\n", result->row->thing->title, result->row->heading, text,
            strtok(aim, " "));
  }
}

void write_table(FILE *out, const struct compare_report *report) {
  fprintf(out, "%s, machine: %s, rounds: %u\n", report->linux, report->machine,
          report->count == 0 ? 0 : report->results[0].rounds);
  for (uint32_t i = 0; i < report->count; i++) {
    if (i == 0 || strcmp(report->results[i].row->heading, report->results[i - 1].row->heading) != 0)
      heading(out, report->results[i].row->heading);
    row(out, &report->results[i]);
  }
  fputs("\nMedians of the rounds. Ratio: Linux / Delias, the median of the rounds' ratios, and the least and most of "
        "them. Delias in the profile resilient, and, as fast, the same sources in that profile, which is not judged. "
        "From what is done in a\n"
        "loop the loop itself, measured empty, is subtracted.\n\n",
        out);
  for (uint32_t i = 0; i < report->count; i++)
    if (is_first_of_thing(report, i)) thing(out, report->results[i].row->thing);
  verdicts(out, report);
}
