// SPDX-License-Identifier: Apache-2.0
#include "tools/cellctl/trace/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/words/words.h"

enum { FORMAT = 1, WORDS = 9 };

static bool add_point(struct rows *rows, char *const words[WORDS]) {
  struct row_point row = {.name = words[3], .a = words[4], .b = words[5]};
  if (!words_numbers(words + 1, 2, (uint64_t *const[]){&row.number, &row.cell})) return false;
  struct row_point *points = words_grow(rows->points, rows->point_count, sizeof row);
  if (points == NULL) return false;
  rows->points = points;
  points[rows->point_count++] = row;
  return true;
}

static bool add_name(struct row_name **names, size_t *count, char *const words[WORDS]) {
  struct row_name row = {.name = words[2]};
  if (!words_number(words[1], &row.number)) return false;
  struct row_name *longer = words_grow(*names, *count, sizeof row);
  if (longer == NULL) return false;
  *names = longer;
  longer[(*count)++] = row;
  return true;
}

static bool add_event(struct rows *rows, char *const words[WORDS]) {
  struct row_event row = {.phase = words[4][0]};
  if (words[4][1] != 0 || strchr("iBEC", row.phase) == NULL ||
      !words_numbers(words + 1, 3, (uint64_t *const[]){&row.cpu, &row.sequence, &row.cycles}) ||
      !words_numbers(words + 5, 4, (uint64_t *const[]){&row.task, &row.point, &row.a, &row.b}) ||
      row.cpu >= ROWS_CPUS || row.task >= ROWS_TASKS)
    return false;
  struct row_event *events = words_grow(rows->events, rows->event_count, sizeof row);
  if (events == NULL) return false;
  rows->events = events;
  events[rows->event_count++] = row;
  return true;
}

static bool add_lost(struct rows *rows, char *const words[WORDS]) {
  uint64_t lost;
  if (!words_number(words[2], &lost)) return false;
  rows->lost += lost;
  return true;
}

struct reading {
  bool begun, ended;
  uint64_t announced;  // events, by the last line
};

static bool take(struct rows *rows, struct reading *reading, char *const words[WORDS], size_t count) {
  uint64_t format;
  const char *word = words[0];
  if (strcmp(word, "trace") == 0) {
    reading->begun = count == 2 && words_number(words[1], &format) && format == FORMAT;
    return reading->begun;
  }
  if (strcmp(word, "clock") == 0)
    return count == 4 && words_numbers(words + 1, 3, (uint64_t *const[]){&rows->hertz, &rows->cycles, &rows->ns});
  if (strcmp(word, "cpu") == 0) return count == 3 && add_lost(rows, words);
  if (strcmp(word, "point") == 0) return count == 6 && add_point(rows, words);
  if (strcmp(word, "cell") == 0) return count == 3 && add_name(&rows->cells, &rows->cell_count, words);
  if (strcmp(word, "task") == 0) return count == 3 && add_name(&rows->tasks, &rows->task_count, words);
  if (strcmp(word, "event") == 0) return count == 9 && add_event(rows, words);
  if (strcmp(word, "end") != 0) return true;
  reading->ended = count == 2 && words_number(words[1], &reading->announced);
  return reading->ended;
}

static bool fail(struct rows *rows, char *why, size_t size, const char *what, const char *next) {
  rows_free(rows);
  snprintf(why, size, "%s; %s", what, next);
  return false;
}

static int by_time(const void *left, const void *right) {
  const struct row_event *a = left, *b = right;
  if (a->cycles != b->cycles) return a->cycles < b->cycles ? -1 : 1;
  if (a->cpu != b->cpu) return a->cpu < b->cpu ? -1 : 1;
  return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

bool rows_read(char *text, struct rows *rows, char *why, size_t size) {
  struct reading reading = {};
  char what[64], *words[WORDS], *rest = text;
  *rows = (struct rows){};
  for (size_t line = 1; *rest != 0; line++) {
    size_t count = words_cut(words_line(&rest), words, WORDS);
    if (count == 0) continue;
    if (!reading.begun && strcmp(words[0], "trace") != 0)
      return fail(rows, why, size, "this is no trace",
                  "the system's image needs the command //cells/shell/commands/trace");
    if (take(rows, &reading, words, count)) continue;
    snprintf(what, sizeof what, "line %zu of the trace is not understood", line);
    return fail(rows, why, size, what, "use the cellctl that was built with the image");
  }
  if (!reading.ended || reading.announced != rows->event_count)
    return fail(rows, why, size, "the trace is not whole", "ask for it again");
  if (rows->event_count > 1) qsort(rows->events, rows->event_count, sizeof *rows->events, by_time);
  return true;
}

void rows_free(struct rows *rows) {
  free(rows->points);
  free(rows->cells);
  free(rows->tasks);
  free(rows->events);
  *rows = (struct rows){};
}

const struct row_point *rows_point(const struct rows *rows, uint64_t number) {
  for (size_t i = 0; i < rows->point_count; i++)
    if (rows->points[i].number == number) return &rows->points[i];
  return NULL;
}

const char *rows_name(const struct row_name *names, size_t count, uint64_t number) {
  for (size_t i = 0; i < count; i++)
    if (names[i].number == number) return names[i].name;
  return NULL;
}
