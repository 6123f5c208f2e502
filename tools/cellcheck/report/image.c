// SPDX-License-Identifier: Apache-2.0
// image: what the checks of an image's cells say together: its CELL_UNSAFE, held against a budget, and one SARIF file.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/report/memory.h"
#include "tools/cellcheck/report/sarif.h"

static const char usage[] =
    "usage: image --image LABEL [--budget N] [--only-report] --report FILE --sarif FILE {STAMP SARIF}...\n"
    "Writes the list of each CELL_UNSAFE of the cells, how many RAW functions they have, and their findings as one "
    "SARIF "
    "file. More than N CELL_UNSAFE are an error.\n";

struct image {
  const char *label, *report, *sarif;
  long budget;  // -1: none
  bool only_reports;
  unsigned long long lines, reports, excused, unsafe, raw;
};

static FILE *open_file(const char *path, const char *mode) {
  FILE *file = fopen(path, mode);
  if (file != NULL) return file;
  fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
  exit(2);
}

static void close_file(FILE *file, const char *path) {
  bool is_whole = ferror(file) == 0;
  if (fclose(file) == 0 && is_whole) return;
  fprintf(stderr, "error: %s was not written whole\n", path);
  exit(2);
}

// One cell's stamp (stamp.c). Cells without a CELL_UNSAFE are not in the list, cells without RAW functions not among those of them.
static void add_stamp(struct image *image, const char *path, FILE *list, FILE *raw) {
  FILE *file = open_file(path, "r");
  char *line = NULL, *cell = NULL;
  size_t room = 0;
  bool is_named = false;
  for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
    line[length - 1] = line[length - 1] == '\n' ? 0 : line[length - 1];
    if (strncmp(line, "cell ", 5) == 0) {
      cell = report_copy(line + 5);
    } else if (strncmp(line, "lines ", 6) == 0) {
      image->lines += strtoull(line + 6, NULL, 10);
    } else if (strncmp(line, "reports ", 8) == 0) {
      image->reports += strtoull(line + 8, NULL, 10);
    } else if (strncmp(line, "raw ", 4) == 0) {
      unsigned long long count = strtoull(line + 4, NULL, 10);
      if (count != 0) fprintf(raw, "  %s: %llu\n", cell != NULL ? cell : "?", count);
      image->raw += count;
    } else if (strncmp(line, "unsafe ", 7) == 0) {
      char *place = strtok(line + 7, " "), *name = strtok(NULL, " "), *excused = strtok(NULL, " "),
           *reason = strtok(NULL, "");
      if (!is_named) fprintf(list, "%s\n", cell != NULL ? cell : "?");
      is_named = true;
      fprintf(list, "  %s  %s: %s\n", place, name, reason != NULL ? reason : "");
      image->excused += strtoull(excused != NULL ? excused : "0", NULL, 10);
      image->unsafe++;
    }
  }
  free(line);
  free(cell);
  fclose(file);
}

// Copies the results of one file, which stand each on a line of its own (sarif.c).
static void add_sarif(const char *path, FILE *out, bool *is_first) {
  FILE *file = open_file(path, "r");
  char *line = NULL;
  size_t room = 0;
  for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
    if (strncmp(line, "{\"ruleId\"", 9) != 0) continue;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == ','))
      line[--length] = 0;
    fprintf(out, "%s%s", *is_first ? "" : ",\n", line);
    *is_first = false;
  }
  free(line);
  fclose(file);
}

static char *needed(int count, char **words, int *at) {
  if (*at + 1 < count) return words[++*at];
  fprintf(stderr, "error: %s needs a value\n%s", words[*at], usage);
  exit(2);
}

static int parse(struct image *image, int count, char **words) {
  int at = 1;
  for (; at < count && strncmp(words[at], "--", 2) == 0; at++) {
    const char *word = words[at];
    if (strcmp(word, "--image") == 0) {
      image->label = needed(count, words, &at);
    } else if (strcmp(word, "--budget") == 0) {
      image->budget = strtol(needed(count, words, &at), NULL, 10);
    } else if (strcmp(word, "--report") == 0) {
      image->report = needed(count, words, &at);
    } else if (strcmp(word, "--sarif") == 0) {
      image->sarif = needed(count, words, &at);
    } else if (strcmp(word, "--only-report") == 0) {
      image->only_reports = true;
    } else {
      fprintf(stderr, "error: no such option: %s\n%s", word, usage);
      exit(2);
    }
  }
  if (image->label != NULL && image->report != NULL && image->sarif != NULL && (count - at) % 2 == 0) return at;
  fputs(usage, stderr);
  exit(2);
}

int main(int count, char **words) {
  struct image image = {.budget = -1};
  int first = parse(&image, count, words);
  char *list = NULL, *raw = NULL;
  size_t size = 0, raw_size = 0;
  FILE *text = open_memstream(&list, &size), *raw_text = open_memstream(&raw, &raw_size),
       *sarif = open_file(image.sarif, "w");
  bool is_first = true;
  sarif_begin(sarif);
  for (int at = first; at < count; at += 2) {
    add_stamp(&image, words[at], text, raw_text);
    add_sarif(words[at + 1], sarif, &is_first);
  }
  if (!is_first) fputc('\n', sarif);
  sarif_end(sarif);
  close_file(sarif, image.sarif);
  fclose(text);
  fclose(raw_text);

  FILE *report = open_file(image.report, "w");
  fprintf(report, "%s: %llu CELL_UNSAFE in %llu lines of %d cells and libraries", image.label, image.unsafe,
          image.lines, (count - first) / 2);
  if (image.budget >= 0) fprintf(report, ", budget %ld", image.budget);
  fprintf(report, "; they excuse %llu findings of cellcheck; %llu are not excused\n%s", image.excused, image.reports,
          list);
  fprintf(report, "%llu RAW functions, which are not undone%s\n%s", image.raw, image.raw != 0 ? ":" : "", raw);
  bool is_over = image.budget >= 0 && image.unsafe > (unsigned long long)image.budget;
  FILE *told[] = {report, stderr};
  if (is_over) fputs(list, stderr);  // of an action that fails no file is left
  for (size_t i = 0; is_over && i < 2; i++)
    fprintf(told[i],
            "error: %s: its cells have the %llu CELL_UNSAFE above, over its budget of %ld; mend one, or raise unsafe "
            "of os_image()\n",
            image.label, image.unsafe, image.budget);
  close_file(report, image.report);
  free(list);
  free(raw);
  return is_over && !image.only_reports ? 1 : 0;
}
