// SPDX-License-Identifier: Apache-2.0
// report: reads the logs of all boots and writes table.txt (and prints it), compare.json and compare.svg. Ends with status 1 if
// something wanted is missed, 2 if something of a log is missing.
//
//   report MEMORY-MIB ROUNDS LOGS OUTPUT LINUX MACHINE
//
// LOGS has SYSTEM.COUNTING.ROUND.log for delias and linux, each compare_mode_names, and rounds from 1. LINUX and MACHINE are words for
// people: what the kernel is and which options the emulator had.
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/compare/report/write.h"

enum { PATH = 4096, LINE = 512, MISSED = 1, BROKEN = 2, MEMORY_MOST = 1 << 20 };

static _Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("report: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(BROKEN);
}

static FILE *open_in(const char *folder, const char *name, const char *mode) {
  char path[PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, mode);
  if (file == NULL) fail("%s: %s", path, strerror(errno));
  return file;
}

static void read_log(const char *folder, const char *name, struct compare_log *log) {
  FILE *in = open_in(folder, name, "r");
  char line[LINE];
  while (fgets(line, sizeof line, in) != NULL)
    if (!compare_log_add(log, line)) fail("%s: this line is not whole: %s", name, line);
  fclose(in);
}

static void read_logs(struct compare_runs *runs, const char *folder) {
  for (int mode = 0; mode < COMPARE_MODES; mode++)
    for (int system = 0; system < COMPARE_SYSTEMS; system++)
      for (uint32_t round = 0; round < runs->rounds; round++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s.%u.log", compare_system_names[system], compare_mode_names[mode], round + 1);
        read_log(folder, name, &runs->logs[mode][system][round]);
      }
}

static unsigned long number(const char *text, const char *what, unsigned long most) {
  char *end;
  unsigned long value = strtoul(text, &end, 10);
  if (*text < '0' || *text > '9' || *end != 0 || value == 0 || value > most)
    fail("%s is no %s: give a number from 1 to %lu", text, what, most);
  return value;
}

static void write_in(const char *folder, const char *name, void (*write)(FILE *, const struct compare_report *),
                     const struct compare_report *report) {
  FILE *out = open_in(folder, name, "w");
  write(out, report);
  bool failed = ferror(out) != 0;
  if (fclose(out) != 0 || failed) fail("%s/%s: %s", folder, name, strerror(errno));
}

int main(int count, char **words) {
  if (count != 7) fail("usage: report MEMORY-MIB ROUNDS LOGS OUTPUT LINUX MACHINE");
  struct compare_runs *runs = calloc(1, sizeof *runs);
  struct compare_result *results = calloc(compare_row_count, sizeof *results);
  if (runs == NULL || results == NULL) fail("there is no memory");
  runs->memory_bytes = (uint64_t)number(words[1], "memory in MiB", MEMORY_MOST) << 20;
  runs->rounds = (uint32_t)number(words[2], "count of rounds", COMPARE_ROUNDS_MAX);
  read_logs(runs, words[3]);
  int status = 0;
  for (uint32_t i = 0; i < compare_row_count; i++) {
    char why[COMPARE_WHY];
    if (!compare_evaluate(runs, &compare_rows[i], &results[i], why)) fail("%s", why);
    if (results[i].verdict == COMPARE_FAILS) status = MISSED;
  }
  struct compare_report report = {.linux = words[5],
                                  .machine = words[6],
                                  .memory_bytes = runs->memory_bytes,
                                  .results = results,
                                  .count = compare_row_count};
  write_table(stdout, &report);
  write_in(words[4], "table.txt", write_table, &report);
  write_in(words[4], "compare.json", write_json, &report);
  write_in(words[4], "compare.svg", write_svg, &report);
  free(results);
  free(runs);
  return status;
}
