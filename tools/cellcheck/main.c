// SPDX-License-Identifier: Apache-2.0
// cellcheck: checks one cell, or explains a rule.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/cellcheck/options.h"
#include "tools/cellcheck/report/reports.h"

static void (*const rules[])(const struct cell *cell, struct reports *reports) = {
    rule_ownership, rule_borrows, rule_state, rule_code, rule_kinds, rule_locks, rule_headers,
};

static int explain(const char *name) {
  enum rule rule;
  if (name == NULL) {
    for (uint32_t i = 0; i < RULES; i++)
      printf("%-18s %s\n", rule_name((enum rule)i), rule_line((enum rule)i));
    return STATUS_CLEAN;
  }
  if (rule_find(name, &rule)) {
    printf("%s: %s\n\n%s", rule_name(rule), rule_line(rule), rule_text(rule));
    return STATUS_CLEAN;
  }
  enum rule near = rule_near(name);
  fprintf(stderr, "error: cellcheck: no such rule: %s; ", name);
  if (near != RULES)
    fprintf(stderr, "is it %s? cellcheck --explain lists all\n", rule_name(near));
  else
    fputs("cellcheck --explain lists all\n", stderr);
  return STATUS_USAGE;
}

static FILE *create(const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) fprintf(stderr, "error: cellcheck: %s cannot be written: %s\n", path, strerror(errno));
  return file;
}

static bool finish(FILE *file, const char *path) {
  bool is_whole = ferror(file) == 0;
  if (fclose(file) == 0 && is_whole) return true;
  fprintf(stderr, "error: cellcheck: %s was not written whole: %s\n", path, strerror(errno));
  return false;
}

static bool write_sarif(struct reports *reports, const struct options *options) {
  FILE *file = create(options->sarif);
  if (file == NULL) return false;
  reports_write_sarif(reports, options->front.label, file);
  return finish(file, options->sarif);
}

static bool write_stamp(struct reports *reports, const struct cell *cell, const struct options *options) {
  FILE *file = create(options->stamp);
  if (file == NULL) return false;
  reports_write_stamp(reports, cell, options->front.label, file);
  return finish(file, options->stamp);
}

static void print_summary(struct reports *reports, const char *label, FILE *out) {
  uint32_t count, counted = reports_count(reports), excused = reports_excused(reports);
  const struct finding *findings = reports_all(reports, &count);
  if (counted == 0) return;
  const char *rule = "";
  for (uint32_t i = 0; i < count && rule[0] == 0; i++)
    if (findings[i].excuse == NULL) rule = rule_name(findings[i].rule);
  fprintf(out, "%s: %" PRIu32 " report%s", label, counted, counted == 1 ? "" : "s");
  if (excused != 0) fprintf(out, ", %" PRIu32 " excused", excused);
  fprintf(out, "; what a rule is for: bazel run //tools/cellcheck -- --explain %s\n", rule);
}

static void print_all(struct reports *reports, const struct options *options, FILE *out) {
  reports_print(reports, options->wants_excused, out);
  print_summary(reports, options->front.label, out);
}

static bool write_text(struct reports *reports, const struct options *options) {
  FILE *file = create(options->text);
  if (file == NULL) return false;
  print_all(reports, options, file);
  return finish(file, options->text);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int check(const struct options *options) {
  struct reports *reports = reports_new();
  double begin = now();
  struct cell *cell = front_read(&options->front, reports);
  double middle = now();
  bool does_compile = !reports_have(reports, RULE_FRONT_COMPILE);
  if (cell != NULL && options->wants_dump) {
    cell_print(cell);
  } else if (cell != NULL && does_compile) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
      rules[i](cell, reports);
    reports_find_unused(reports, cell);
  }
  if (options->wants_times)
    fprintf(stderr, "%s: read in %.1f ms, checked in %.1f ms of processor time, %" PRIu64 " steps\n",
            options->front.label, middle - begin, now() - middle, reports_steps(reports));
  print_all(reports, options, stderr);
  bool is_written = (options->sarif == NULL || write_sarif(reports, options)) &&
                    (options->text == NULL || write_text(reports, options)) &&
                    (options->stamp == NULL || write_stamp(reports, cell, options));
  bool is_silent = cell == NULL && reports_count(reports) == 0;
  if (is_silent) fprintf(stderr, "error: cellcheck: %s: nothing of it could be read\n", options->front.label);
  int status = reports_count(reports) != 0 && !options->only_reports ? STATUS_REPORTS : STATUS_CLEAN;
  if (!does_compile && !options->only_reports) status = STATUS_USAGE;
  if (!is_written || is_silent) status = STATUS_USAGE;
  reports_delete(reports);
  cell_delete(cell);
  return status;
}

int main(int count, char **words) {
  struct options options;
  int status = STATUS_USAGE;
  if (!options_read(&options, count, words))
    fputs("cellcheck --help tells how it is called\n", stderr);
  else if (options.wants_help)
    status = fputs(options_usage, stdout) < 0;
  else if (options.wants_explain)
    status = explain(options.explain);
  else
    status = check(&options);
  options_free(&options);
  return status;
}
