// SPDX-License-Identifier: Apache-2.0
// Findings as clang prints them: place, message, the source line with a mark below the column, then the path and the mend.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/report/memory.h"
#include "tools/cellcheck/report/reports.h"

// The file that was shown last: findings come sorted, and most of their notes are in the same one.
struct shown {
  char *path, *text;
  size_t size;
};

static void forget(struct shown *shown) {
  free(shown->path);
  free(shown->text);
  *shown = (struct shown){0};
}

static void read_file(struct shown *shown, const char *path) {
  if (shown->path != NULL && strcmp(shown->path, path) == 0) return;
  forget(shown);
  shown->path = report_copy(path);
  FILE *file = fopen(path, "r");
  if (file == NULL) return;  // shown without its lines
  size_t room = 0, got;
  do {
    room += 1 << 16;
    shown->text = report_resize(shown->text, room, 1);
    got = fread(shown->text + shown->size, 1, room - shown->size, file);
    shown->size += got;
  } while (shown->size == room);
  fclose(file);
}

static bool find_line(const struct shown *shown, uint32_t number, const char **line, size_t *length) {
  const char *at = shown->text, *end = at + shown->size;
  if (at == NULL || number == 0) return false;
  for (uint32_t i = 1; i < number; i++) {
    at = memchr(at, '\n', (size_t)(end - at));
    if (at == NULL) return false;
    at++;
  }
  const char *stop = memchr(at, '\n', (size_t)(end - at));
  *line = at;
  *length = (size_t)((stop != NULL ? stop : end) - at);
  if (*length > 0 && at[*length - 1] == '\r') --*length;
  return at < end;
}

static void print_source(struct shown *shown, struct place at, FILE *out) {
  const char *line;
  size_t length;
  read_file(shown, at.file);
  if (!find_line(shown, at.line, &line, &length) || length > 400) return;
  fprintf(out, "%5u | %.*s\n      | ", at.line, (int)length, line);
  // Tabs stay, so that the mark stands below its column whatever their width.
  for (size_t i = 0; i + 1 < at.column && i < length; i++)
    fputc(line[i] == '\t' ? '\t' : ' ', out);
  fputs("^\n", out);
}

static void print_line(struct shown *shown, struct place at, const char *what, const char *text, const char *rule,
                       FILE *out) {
  if (at.file != NULL && at.line != 0)
    fprintf(out, "%s:%u:%u: ", at.file, at.line, at.column);
  else if (at.file != NULL)
    fprintf(out, "%s: ", at.file);
  fprintf(out, rule != NULL ? "%s: %s [%s]\n" : "%s: %s\n", what, text, rule);
  if (at.file != NULL) print_source(shown, at, out);
}

void reports_print(struct reports *reports, bool with_excused, FILE *out) {
  struct shown shown = {0};
  uint32_t count;
  const struct finding *findings = reports_all(reports, &count);
  for (uint32_t i = 0; i < count; i++) {
    const struct finding *finding = &findings[i];
    bool is_excused = finding->excuse != NULL;
    if (is_excused && !with_excused) continue;
    print_line(&shown, finding->at, is_excused ? "excused" : "error", finding->message, rule_name(finding->rule), out);
    for (uint32_t n = 0; n < finding->note_count; n++)
      print_line(&shown, finding->notes[n].at, "note", finding->notes[n].text, NULL, out);
    if (is_excused)
      fprintf(out, "  reason: %s\n", finding->excuse);
    else if (finding->mend != NULL)
      fprintf(out, "  mend: %s\n", finding->mend);
  }
  forget(&shown);
}
