// SPDX-License-Identifier: Apache-2.0
// NAME.state.txt and NAME.state.json: who keeps what, how much, since whose functions come to it, what it is made of, and what borrowed pointers are
// retained. The graph says what there is; CellSchema's report of each cell (tools/cellcheck/schema) who demands it; its note what it is made of.
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/linker.h"
#include "tools/mkimage/mkimage.h"

enum { LINE = 512, SHOWN = 6 };

// The words of a line of CellSchema's report: the last one is the rest of the line.
struct record {
  char text[LINE];
  char *words[4];
};

static const struct image_cell *file_of(const struct image *image, uint32_t cell) {
  for (size_t i = 0; i < image->cell_count; i++)
    if (image->cells[i].spare == NULL && image->cells[i].index == cell) return &image->cells[i];
  return NULL;
}

// The next line that begins with that word; null: no more. *at: null at the end.
static struct record *next_record(const char **at, const char *word, struct record *record) {
  while (*at != NULL && **at != 0) {
    size_t length = strcspn(*at, "\n");
    snprintf(record->text, sizeof record->text, "%.*s", (int)length, *at);
    *at += length + ((*at)[length] == '\n');
    char *rest = record->text;
    for (int i = 0; i < 4; i++) {
      record->words[i] = rest == NULL ? "" : rest;
      char *blank = rest == NULL || i == 3 ? NULL : strchr(rest, ' ');
      if (blank != NULL) *blank = 0;
      rest = blank == NULL ? NULL : blank + 1;
    }
    if (word == NULL || strcmp(record->words[0], word) == 0) return record;
  }
  return NULL;
}

// What is told of one state: its line and those behind it. Null: nothing is.
static const char *told_of(const struct image_cell *file, const char *state, char revision[16]) {
  struct record record;
  for (const char *at = file == NULL ? NULL : file->report; next_record(&at, "state", &record) != NULL;) {
    if (strcmp(record.words[1], state) != 0) continue;
    snprintf(revision, 16, "%s", record.words[2]);
    return at;
  }
  snprintf(revision, 16, "1");
  return NULL;
}

static bool next_demand(const char **at, struct record *record) {
  return next_record(at, NULL, record) != NULL && strcmp(record->words[0], "by") == 0;
}

static bool imports(const struct image *image, uint32_t importer, uint32_t cell, const char *function) {
  struct graph_range range = graph_cell(image->region, importer)->imports;
  for (uint32_t i = range.first; i < range.first + range.count; i++) {
    const struct graph_import *import = graph_import(image->region, i);
    if (graph_export(image->region, import->export_index)->cell == cell &&
        strcmp(graph_string(image->region, import->name), function) == 0)
      return true;
  }
  return false;
}

// Whether that cell imports a function of `cell` that comes to the state.
static bool demands(const struct image *image, uint32_t importer, uint32_t cell, const char *told) {
  struct record record;
  for (const char *at = told; next_demand(&at, &record);)
    if (imports(image, importer, cell, record.words[2])) return true;
  return false;
}

static uint32_t count_importers(const struct image *image, uint32_t cell, const char *function) {
  uint32_t count = 0;
  for (uint32_t i = 0; graph_cell(image->region, i) != NULL; i++)
    count += i != cell && imports(image, i, cell, function);
  return count;
}

// ---- Text ----

static void write_callers(const struct image *image, uint32_t cell, const char *told, FILE *out) {
  uint32_t count = 0;
  const struct graph_cell *importer;
  for (uint32_t i = 0; (importer = graph_cell(image->region, i)) != NULL; i++) {
    if (i == cell || !demands(image, i, cell, told)) continue;
    fprintf(out, "%s %s", count++ == 0 ? "\n    called by" : ",", graph_string(image->region, importer->label));
  }
  fputs(count == 0 ? "\n    called by no other cell of this image\n" : "\n", out);
}

static void write_demands(const struct image *image, uint32_t cell, const char *told, FILE *out) {
  struct record record;
  char header[LINE] = "";
  uint32_t shown = 0, hidden = 0;
  for (const char *at = told; next_demand(&at, &record);) {
    if (strcmp(header, record.words[3]) != 0) {
      if (hidden > 0) fprintf(out, " and %u more", hidden);
      snprintf(header, sizeof header, "%s", record.words[3]);
      fprintf(out, "%s    demanded by %s:", shown + hidden == 0 ? "" : "\n", header);
      shown = hidden = 0;
    }
    if (shown < SHOWN)
      fprintf(out, "%s %s", shown++ == 0 ? "" : ",", record.words[2]);
    else
      hidden++;
  }
  if (hidden > 0) fprintf(out, " and %u more", hidden);
  if (header[0] == 0)
    fputs("    demanded by no exported function: only its own callbacks come to it\n", out);
  else
    write_callers(image, cell, told, out);
}

static void write_one(const struct image *image, const struct graph_state *state, FILE *out) {
  const uint8_t *region = image->region;
  const char *name = graph_string(region, state->name);
  char revision[16];
  const char *told = told_of(file_of(image, state->cell), name, revision);
  fprintf(out, "\n%s %s\n    %s, %llu bytes%s; revision %s, schema %016llx\n",
          graph_string(region, graph_cell(region, state->cell)->label), name, graph_string(region, state->type),
          (unsigned long long)state->size, state->cpu ? ", an element for each CPU" : "", revision,
          (unsigned long long)state->schema);
  write_demands(image, state->cell, told, out);
}

// The rows of a cell's note, as they stand there.
static void write_rows(const struct image_cell *file, FILE *out) {
  static struct linker_elf elf;
  struct linker_error error;
  struct linker_note_line line;
  if (linker_read(file->bytes, file->size, &elf, &error) != OK) return;
  for (uint64_t cursor = 0; linker_note_next(&elf, &cursor, &line) == OK;) {
    if (strcmp(line.word, "type") == 0) fprintf(out, "  %s, %s bytes\n", line.b, line.a);
    if (strcmp(line.word, "at") == 0) fprintf(out, "    at %s %s\n", line.a, line.b);
    if (strcmp(line.word, "migrate") == 0) fprintf(out, "  migrates from schema %s to %s\n", line.a, line.b);
  }
}

static void write_retained(const struct image *image, FILE *out) {
  uint32_t count = 0;
  struct record record;
  fputs("\nretained beyond the call\n", out);
  for (size_t i = 0; i < image->cell_count; i++)
    for (const char *at = image->cells[i].report; next_record(&at, "retains", &record) != NULL; count++)
      fprintf(out, "  %s keeps %s of %s, %s\n",
              graph_string(image->region, graph_cell(image->region, image->cells[i].index)->label), record.words[2],
              record.words[1], record.words[3]);
  if (count == 0) fputs("  nothing\n", out);
}

void image_write_state(const struct image *image, FILE *out) {
  const struct graph_state *state;
  uint64_t all = 0;
  fprintf(out, "%s: who keeps what\n\n%-32s %-24s %-32s %8s\n", image->label, "cell", "state", "type", "bytes");
  for (uint32_t i = 0; (state = graph_state(image->region, i)) != NULL; i++) {
    fprintf(out, "%-32s %-24s %-32s %8llu%s\n",
            graph_string(image->region, graph_cell(image->region, state->cell)->label),
            graph_string(image->region, state->name), graph_string(image->region, state->type),
            (unsigned long long)state->size, state->cpu ? " (per CPU)" : "");
    all += state->size;
  }
  fprintf(out, "%-32s %-24s %-32s %8llu\n", "all", "", "", (unsigned long long)all);
  for (uint32_t i = 0; (state = graph_state(image->region, i)) != NULL; i++)
    write_one(image, state, out);
  fputs("\nwhat it is made of, beside numbers\n", out);
  for (size_t i = 0; i < image->cell_count; i++) {
    if (image->cells[i].spare != NULL || graph_cell(image->region, image->cells[i].index)->states.count == 0) continue;
    fprintf(out, "%s\n", graph_string(image->region, graph_cell(image->region, image->cells[i].index)->label));
    write_rows(&image->cells[i], out);
  }
  write_retained(image, out);
}

// ---- JSON ----

static void key(FILE *out, const char *before, const char *name, const char *value) {
  fprintf(out, "%s\"%s\": ", before, name);
  json_string(out, value);
}

static void write_json_demands(const struct image *image, uint32_t cell, const char *told, FILE *out) {
  struct record record;
  bool first = true;
  fputs(",\n     \"demanded_by\": [", out);
  for (const char *at = told; next_demand(&at, &record); first = false) {
    key(out, first ? "\n      {" : ",\n      {", "function", record.words[2]);
    key(out, ", ", "kind", record.words[1]);
    key(out, ", ", "header", record.words[3]);
    fprintf(out, ", \"importers\": %u}", count_importers(image, cell, record.words[2]));
  }
  fputs("]", out);
}

static void write_json_rows(const struct image_cell *file, FILE *out) {
  static struct linker_elf elf;
  struct linker_error error;
  struct linker_note_line line;
  bool any = false, open = false;
  if (linker_read(file->bytes, file->size, &elf, &error) != OK) return;
  for (uint64_t cursor = 0; linker_note_next(&elf, &cursor, &line) == OK;) {
    bool type = strcmp(line.word, "type") == 0, at = strcmp(line.word, "at") == 0;
    if (type) {
      fprintf(out, "%s\n       {\"type\": ", any ? "]}," : "");
      json_string(out, line.b);
      fprintf(out, ", \"bytes\": %s, \"rows\": [", line.a);
      any = true, open = false;
    } else if (at) {
      char kind[16] = "", count[24] = "", of[LINE] = "";
      (void)sscanf(line.b, "%15s %23s %511[^\n]", kind, count, of);
      fprintf(out, "%s{\"offset\": %s", open ? ", " : "", line.a);
      key(out, ", ", "kind", kind);
      fprintf(out, ", \"count\": %s", count);
      if (of[0] != 0) key(out, ", ", "type", of);
      fputc('}', out);
      open = true;
    }
  }
  if (any) fputs("]}", out);
}

static void write_json_state(const struct image *image, const struct graph_state *state, FILE *out) {
  const uint8_t *region = image->region;
  const char *name = graph_string(region, state->name);
  char revision[16];
  const char *told = told_of(file_of(image, state->cell), name, revision);
  key(out, "    {", "cell", graph_string(region, graph_cell(region, state->cell)->label));
  key(out, ", ", "name", name);
  key(out, ", ", "type", graph_string(region, state->type));
  fprintf(out, ", \"bytes\": %llu, \"per_cpu\": %s, \"revision\": %s, \"schema\": \"%016llx\"",
          (unsigned long long)state->size, state->cpu ? "true" : "false", revision, (unsigned long long)state->schema);
  write_json_demands(image, state->cell, told, out);
  fputc('}', out);
}

static void write_json_types(const struct image *image, FILE *out) {
  bool first = true;
  for (size_t i = 0; i < image->cell_count; i++) {
    if (image->cells[i].spare != NULL || graph_cell(image->region, image->cells[i].index)->states.count == 0) continue;
    key(out, first ? "\n    {" : ",\n    {", "cell",
        graph_string(image->region, graph_cell(image->region, image->cells[i].index)->label));
    fputs(", \"types\": [", out);
    write_json_rows(&image->cells[i], out);
    fputs("]}", out);
    first = false;
  }
}

void image_write_state_json(const struct image *image, FILE *out) {
  const struct graph_state *state;
  struct record record;
  bool first = true;
  fputs("{\n  \"format\": \"delias-state 2\",\n  \"state\": [\n", out);
  for (uint32_t i = 0; (state = graph_state(image->region, i)) != NULL; i++) {
    if (i != 0) fputs(",\n", out);
    write_json_state(image, state, out);
  }
  fputs("\n  ],\n  \"made_of\": [", out);
  write_json_types(image, out);
  fputs("\n  ],\n  \"retained\": [", out);
  for (size_t i = 0; i < image->cell_count; i++)
    for (const char *at = image->cells[i].report; next_record(&at, "retains", &record) != NULL; first = false) {
      key(out, first ? "\n    {" : ",\n    {", "cell",
          graph_string(image->region, graph_cell(image->region, image->cells[i].index)->label));
      key(out, ", ", "function", record.words[1]);
      key(out, ", ", "parameter", record.words[2]);
      key(out, ", ", "type", record.words[3]);
      fputc('}', out);
    }
  fputs("]\n}\n", out);
}
