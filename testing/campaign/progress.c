// SPDX-License-Identifier: Apache-2.0
// One line a subject, written out when it is done: calls, what, instructions, points, points with a second fault, differences. The first
// line says which campaign that is.
#include "testing/campaign/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 512 };

struct row {
  char name[LINE];  // calls, tab, what
  struct campaign_totals totals;
  struct row *next;
};

struct progress {
  FILE *file;
  struct row *rows;
};

static uint64_t hash_of(const char *path) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);  // FNV-1a
  FILE *file = fopen(path, "rb");
  for (int byte; file != NULL && (byte = getc(file)) != EOF;)
    hash = (hash ^ (uint64_t)byte) * UINT64_C(0x100000001b3);
  if (file != NULL) fclose(file);
  return hash;
}

static void describe(char line[LINE], const char *image, const struct campaign_options *options) {
  snprintf(line, LINE,
           "campaign: image %016" PRIx64 " seed %" PRIu64 " shard %" PRIu64 "/%" PRIu64 " second %" PRIu64
           " most %" PRIu64 " kills %d cpus %" PRIu64 " in %s of %s\n",
           hash_of(image), options->seed, options->shard, options->shards, options->second, options->most,
           options->kills, options->cpus, options->in == NULL ? "all" : options->in,
           options->of == NULL ? "all" : options->of);
}

static void name_of(char name[LINE], const struct campaign_subject *subject) {
  snprintf(name, LINE, "%s\t%s", subject->calls, subject->what);
}

static bool take_row(struct progress *progress, char *line) {
  struct row row = {.next = progress->rows};
  char *end = strchr(line, '\t');
  end = end != NULL ? strchr(end + 1, '\t') : NULL;
  if (end == NULL || strchr(end, '\n') == NULL) return false;
  int fields = sscanf(end, "\t%" SCNu64 "\t%" SCNu64 "\t%" SCNu64 "\t%" SCNu64, &row.totals.instructions,
                      &row.totals.points, &row.totals.seconds, &row.totals.different);
  if (fields != 4) return false;
  *end = 0;
  snprintf(row.name, sizeof row.name, "%s", line);
  row.totals.subjects = 1;
  progress->rows = malloc(sizeof row);
  *progress->rows = row;
  return true;
}

// Leaves the file behind its last whole line.
static bool take_rows(struct progress *progress) {
  char line[LINE];
  long whole = ftell(progress->file);
  while (fgets(line, sizeof line, progress->file) != NULL && take_row(progress, line))
    whole = ftell(progress->file);
  return fseek(progress->file, whole, SEEK_SET) == 0;
}

struct progress *progress_open(const char *path, const char *image, const struct campaign_options *options) {
  char expected[LINE], found[LINE];
  describe(expected, image, options);
  struct progress *progress = calloc(1, sizeof *progress);
  progress->file = fopen(path, "r+");
  if (progress->file == NULL) progress->file = fopen(path, "w+");
  if (progress->file == NULL) {
    fprintf(stderr, "campaign: --progress %s: it can be neither read nor written; name a file in a folder of yours\n",
            path);
  } else if (fgets(found, sizeof found, progress->file) == NULL) {
    rewind(progress->file);
    if (fputs(expected, progress->file) != EOF && fflush(progress->file) == 0) return progress;
    fprintf(stderr, "campaign: --progress %s: it cannot be written\n", path);
  } else if (strcmp(found, expected) != 0) {
    fprintf(
        stderr,
        "campaign: --progress %s is of another campaign; name another file, or give the options and the image of that "
        "one\n  there: %s  now:   %s",
        path, found, expected);
  } else if (take_rows(progress)) {
    return progress;
  }
  progress_close(progress);
  return NULL;
}

bool progress_has(const struct progress *progress, const struct campaign_subject *subject,
                  struct campaign_totals *totals) {
  char name[LINE];
  name_of(name, subject);
  const struct row *row = progress->rows;
  while (row != NULL && strcmp(row->name, name) != 0)
    row = row->next;
  if (row == NULL) return false;
  totals->subjects++;
  totals->instructions += row->totals.instructions;
  totals->points += row->totals.points;
  totals->seconds += row->totals.seconds;
  totals->different += row->totals.different;
  return true;
}

bool progress_note(struct progress *progress, const struct campaign_subject *subject,
                   const struct campaign_totals *before, const struct campaign_totals *after) {
  char name[LINE];
  name_of(name, subject);
  fprintf(progress->file, "%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", name,
          after->instructions - before->instructions, after->points - before->points, after->seconds - before->seconds,
          after->different - before->different);
  return fflush(progress->file) == 0;
}

void progress_close(struct progress *progress) {
  if (progress->file != NULL) fclose(progress->file);
  for (struct row *next, *row = progress->rows; row != NULL; row = next) {
    next = row->next;
    free(row);
  }
  free(progress);
}
