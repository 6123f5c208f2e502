// SPDX-License-Identifier: Apache-2.0
// flame: where the system's time goes, as a picture.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/cellctl.h"
#include "tools/cellctl/flame/stacks.h"
#include "tools/cellctl/flame/svg.h"

enum { SECONDS = 10, SECONDS_MOST = 3600, HERTZ = 200 };
enum { ROWS_MOST = 64 << 20 };  // bytes of a file of rows

struct flame {
  const char *output, *rows, *from;
  uint32_t seconds;
  int first;  // of the command's words; count: none
};

static bool read_seconds(const char *word, uint32_t *seconds) {
  char *end;
  unsigned long value = strtoul(word, &end, 10);
  if (*word < '0' || *word > '9' || *end != 0 || value == 0 || value > SECONDS_MOST) return false;
  *seconds = (uint32_t)value;
  return true;
}

static int read_words(struct flame *flame, int count, char **words) {
  *flame = (struct flame){.seconds = SECONDS, .first = 1};
  for (; flame->first + 1 < count && words[flame->first][0] == '-'; flame->first += 2) {
    const char *option = words[flame->first], *value = words[flame->first + 1];
    if (strcmp(option, "--output") == 0)
      flame->output = value;
    else if (strcmp(option, "--rows") == 0)
      flame->rows = value;
    else if (strcmp(option, "--from") == 0)
      flame->from = value;
    else if (strcmp(option, "--seconds") != 0)
      return cellctl_fail(CELLCTL_USAGE, "flame has no option %s; it takes --output, --seconds, --rows, --from",
                          option);
    else if (!read_seconds(value, &flame->seconds))
      return cellctl_fail(CELLCTL_USAGE, "--seconds wants a number from 1 to %d, not %s", SECONDS_MOST, value);
  }
  if (flame->first < count && words[flame->first][0] == '-')
    return cellctl_fail(CELLCTL_USAGE, "%s needs a value", words[flame->first]);
  if (flame->output == NULL)
    return cellctl_fail(CELLCTL_USAGE, "flame needs a place for the picture: cellctl flame --output FILE.svg");
  return CELLCTL_DONE;
}

// While a command runs, or for a time.
static int sample(const struct cellctl *cellctl, const struct flame *flame, const char *line) {
  char start[40];
  snprintf(start, sizeof start, "profiler start %d", HERTZ);
  int status = cellctl_run_line(cellctl, start);
  if (status != CELLCTL_DONE) return status;
  if (line != NULL)
    status = cellctl_run_line(cellctl, line);
  else
    cellctl_wait_seconds(flame->seconds);
  int stopped = cellctl_run_line(cellctl, "profiler stop");
  // A command that fails or is stopped has been profiled too.
  return status == CELLCTL_LOST ? status : stopped;
}

static char *rows_of_system(const struct cellctl *cellctl, const struct flame *flame, int count, char **words,
                            int *status) {
  char *line = NULL, *text = NULL;
  if (flame->first < count) {
    line = cellctl_line(count - flame->first, words + flame->first);
    *status = line == NULL ? CELLCTL_USAGE : CELLCTL_DONE;
  }
  if (*status == CELLCTL_DONE) *status = sample(cellctl, flame, line);
  free(line);
  if (*status == CELLCTL_DONE) text = cellctl_ask(cellctl, "profiler --rows", status);
  if (text != NULL) *status = cellctl_run_line(cellctl, "profiler clear");
  return text;
}

static char *rows_of_file(const char *path, int *status) {
  size_t size;
  char *text = (char *)cellctl_read_file(path, ROWS_MOST, &size);
  *status = text == NULL ? CELLCTL_USAGE : CELLCTL_DONE;
  if (text != NULL) text[size] = 0;
  return text;
}

static int cannot_write(const char *path) {
  return cellctl_fail(CELLCTL_NO, "%s cannot be written: %s", path, strerror(errno));
}

static int keep_rows(const char *text, const char *given) {
  char path[4096];
  cellctl_path(given, path, sizeof path);
  FILE *file = fopen(path, "we");
  bool written = file != NULL && fputs(text, file) >= 0;
  if (file != NULL && fclose(file) != 0) written = false;
  return written ? CELLCTL_DONE : cannot_write(path);
}

static int draw(const struct stacks *stacks, const char *title, const char *given) {
  char path[4096];
  cellctl_path(given, path, sizeof path);
  FILE *file = fopen(path, "we");
  bool written = file != NULL && svg_write(stacks, title, file);
  if (file != NULL && fclose(file) != 0) written = false;
  if (!written) return cannot_write(path);
  printf("%s: %llu samples, %llu without room\n", path, (unsigned long long)stacks->samples,
         (unsigned long long)stacks->lost);
  return CELLCTL_DONE;
}

int flame_command(struct cellctl *cellctl, int count, char **words) {
  struct flame flame;
  struct stacks stacks;
  char why[256];
  int status = read_words(&flame, count, words);
  if (status != CELLCTL_DONE) return status;
  char *text =
      flame.from != NULL ? rows_of_file(flame.from, &status) : rows_of_system(cellctl, &flame, count, words, &status);
  if (status == CELLCTL_DONE && flame.rows != NULL) status = keep_rows(text, flame.rows);
  if (status == CELLCTL_DONE && !stacks_read(text, &stacks, why, sizeof why))
    status = cellctl_fail(CELLCTL_NO, "%s", why);
  else if (status == CELLCTL_DONE) {
    status = draw(&stacks, cellctl->doing, flame.output);
    stacks_free(&stacks);
  }
  free(text);
  return status;
}
