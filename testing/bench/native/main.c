// SPDX-License-Identifier: Apache-2.0
// native: what the system's heap, channels and linker take on //platforms:host_mt, beside the host's own in the same process and the same
// rounds. Times and ratios are medians of all rounds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/host_mt/loader/mt.h"
#include "testing/bench/native/columns.h"

enum { JSON_PATH = 4096 };

static const char *const row_names[NATIVE_ROWS] = {
    [NATIVE_FURTHER_16] = "a further object of 16 bytes in a transaction",
    [NATIVE_FURTHER_64] = "a further object of 64 bytes in a transaction",
    [NATIVE_FURTHER_256] = "a further object of 256 bytes in a transaction",
    [NATIVE_WHOLE_64] = "one of 16 objects of 64 bytes in a transaction, all of it",
    [NATIVE_REQUEST_64] = "an object of 64 bytes, a request to make and one to release",
    [NATIVE_FURTHER_64_2] = "two threads: a further object of 64 bytes",
    [NATIVE_WHOLE_64_2] = "two threads: one of 16 objects, all of it",
    [NATIVE_REQUEST_64_2] = "two threads: an object, two requests",
    [NATIVE_CHANNEL_SAME] = "a channel's round trip on one processor",
    [NATIVE_CHANNEL_OTHER] = "a channel's round trip between two processors",
    [NATIVE_LOAD] = "a cell added and removed",
};

static struct {
  uint32_t rounds[NATIVE_ROWS];
  double own[NATIVE_ROWS][NATIVE_ROUNDS], column[NATIVE_ROWS][COLUMNS][NATIVE_ROUNDS];
  const char *profile;
  char json[JSON_PATH];
} native;

static int by_size(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double median(const double *of, uint32_t count) {
  double sorted[NATIVE_ROUNDS];
  memcpy(sorted, of, count * sizeof *of);
  qsort(sorted, count, sizeof *sorted, by_size);
  return sorted[count / 2];
}

static double median_ratio(enum native_row row, enum column column) {
  double ratio[NATIVE_ROUNDS];
  uint32_t count = native.rounds[row];
  for (uint32_t i = 0; i < count; i++)
    ratio[i] = native.own[row][i] / native.column[row][column][i];
  qsort(ratio, count, sizeof *ratio, by_size);
  return ratio[count / 2];
}

static void print_table(void) {
  printf("profile %s, %u rounds; ns, and how many times as long as the host's\n", native.profile, NATIVE_ROUNDS);
  for (uint32_t row = 0; row < NATIVE_ROWS; row++) {
    printf("%-62s %10.1f", row_names[row], median(native.own[row], native.rounds[row]));
    for (uint32_t column = 0; column < COLUMNS; column++)
      if (column_has(column, row))
        printf("   %s %.1f: %.2f", column_name(column), median(native.column[row][column], native.rounds[row]),
               median_ratio(row, column));
    putchar('\n');
  }
}

static int write_json(void) {
  if (native.json[0] == 0) return 0;
  FILE *file = fopen(native.json, "w");
  if (file == NULL) {
    fprintf(stderr, "error: native: cannot write %s; give another file to --json\n", native.json);
    return 1;
  }
  fprintf(file, "{\"profile\": \"%s\", \"rounds\": %u, \"rows\": [", native.profile, NATIVE_ROUNDS);
  for (uint32_t row = 0; row < NATIVE_ROWS; row++) {
    fprintf(file, "%s\n  {\"name\": \"%s\", \"ns\": %.2f, \"beside\": {", row == 0 ? "" : ",", row_names[row],
            median(native.own[row], native.rounds[row]));
    const char *comma = "";
    for (uint32_t column = 0; column < COLUMNS; column++) {
      if (!column_has(column, row)) continue;
      fprintf(file, "%s\"%s\": {\"ns\": %.2f, \"ratio\": %.3f}", comma, column_name(column),
              median(native.column[row][column], native.rounds[row]), median_ratio(row, column));
      comma = ", ";
    }
    fprintf(file, "}}");
  }
  fprintf(file, "\n]}\n");
  return fclose(file) == 0 ? 0 : 1;
}

static uint64_t measure(uint64_t what, uint64_t argument) {
  uint64_t row = what >> NATIVE_ROW_SHIFT, verb = what & ((1 << NATIVE_ROW_SHIFT) - 1);
  if (verb == NATIVE_END) {
    print_table();
    fflush(stdout);
    return (uint64_t)write_json();
  }
  if (row >= NATIVE_ROWS || native.rounds[row] >= NATIVE_ROUNDS) host_fail("a row that nobody knows was measured");
  uint32_t round = native.rounds[row];
  if (verb == NATIVE_TELL) {
    native.own[row][round] = (double)argument / 1000;
    return 0;
  }
  for (uint32_t column = 0; column < COLUMNS; column++)
    if (column_has(column, row)) native.column[row][column][round] = column_ns(column, row);
  native.rounds[row]++;
  return 0;
}

int main(int count, char **words) {
  if (count < 5) {
    fputs("error: native: run it with bazel run //testing/bench/native [-- --json FILE]\n", stderr);
    return 2;
  }
  native.profile = words[1];
  if (count > 5) snprintf(native.json, sizeof native.json, "%s", words[5]);
  columns_start(words[3], words[4]);
  struct mt_options options = {.image = words[2], .ram_mib = 128, .cpus = 2, .measure = measure};
  mt_boot(&options);
}
