// SPDX-License-Identifier: Apache-2.0
// cellcheck_schema --label L --book OUT --rows OUT --report OUT --verdict OUT --record OUT [--recorded FILE] {--source F} {--public H} {--private H} -- FLAG...
//
// Reads the sources of a cell with the flags that they are compiled with, and writes: the book of what its state, its tables and its callbacks look
// like, whose hashes the note has; rows of the note: descriptors and migrations; for the image's state report who demands each state, and what is
// retained; what the recorded schemas have against it, a sentence each (the link fails on that, so that the record can be written all the
// same); and the record as it would be now. Status 1: a source does not compile.
#include <clang-c/Index.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/schema/schema.h"

enum { MOST_FILES = 512, MOST_FLAGS = 4096 };

struct job {
  const char *label, *book, *rows, *report, *verdict, *record, *recorded;
  const char *sources[MOST_FILES], *own[3 * MOST_FILES], *public_headers[MOST_FILES], *flags[MOST_FLAGS];
  uint32_t source_count, own_count, public_count;
  int flag_count;
  struct buffer builtin;
  CXTranslationUnit units[MOST_FILES];
  uint32_t unit_count;
  bool failed;
};

[[noreturn]] static void fail_words(const char *word) {
  fprintf(stderr,
          "error: cellcheck_schema: '%s' makes no sense, or is one too many; it is run by the rules in tools/cell\n",
          word);
  exit(2);
}

// What changes no type, and what libclang does not know.
static bool is_passed_on(const char *flag) {
  static const char *const dropped[] = {"-W", "-fsanitize", "-fno-sanitize", "-fpass-plugin", "-fdiagnostics",
                                        "-O", "-g"};
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
    if (strncmp(flag, dropped[i], strlen(dropped[i])) == 0) return false;
  return true;
}

static void add_flag(struct job *job, const char *flag) {
  if (job->flag_count == MOST_FLAGS) fail_words(flag);
  job->flags[job->flag_count++] = flag;
}

// libclang looks for the compiler's headers beside itself only.
static void read_flags(struct job *job, char **words, int count) {
  for (int i = 0; i < count; i++) {
    if (is_passed_on(words[i])) add_flag(job, words[i]);
    const char *folder = strncmp(words[i], "-resource-dir=", 14) == 0 ? words[i] + 14 : NULL;
    if (folder == NULL) continue;
    buffer_format(&job->builtin, "%s/include", folder);
    add_flag(job, "-isystem");
    add_flag(job, job->builtin.bytes);
  }
  add_flag(job, "-w");
  add_flag(job, "-fno-spell-checking");
}

static void read_words(struct job *job, int count, char **words) {
  int i = 1;
  for (; i + 1 < count && strcmp(words[i], "--") != 0; i += 2) {
    const char *word = words[i], *value = words[i + 1];
    const struct {
      const char *word;
      const char **value;
    } single[] = {{"--label", &job->label},      {"--book", &job->book},       {"--rows", &job->rows},
                  {"--report", &job->report},    {"--verdict", &job->verdict}, {"--record", &job->record},
                  {"--recorded", &job->recorded}};
    bool known = false;
    for (size_t k = 0; k < sizeof single / sizeof *single && !known; k++)
      if ((known = strcmp(single[k].word, word) == 0)) *single[k].value = value;
    if (known) continue;
    bool is_source = strcmp(word, "--source") == 0, is_public = strcmp(word, "--public") == 0;
    if ((!is_source && !is_public && strcmp(word, "--private") != 0) || job->own_count == MOST_FILES) fail_words(word);
    job->own[job->own_count++] = value;
    if (is_source) job->sources[job->source_count++] = value;
    if (is_public) job->public_headers[job->public_count++] = value;
  }
  if (i == count || job->label == NULL || job->book == NULL || job->rows == NULL || job->report == NULL ||
      job->verdict == NULL || job->record == NULL)
    fail_words(i == count ? "" : words[i]);
  read_flags(job, words + i + 1, count - i - 1);
}

static void parse(struct job *job, CXIndex index, const char *source) {
  CXTranslationUnit unit = NULL;
  enum CXErrorCode code = clang_parseTranslationUnit2(index, source, job->flags, job->flag_count, NULL, 0,
                                                      CXTranslationUnit_KeepGoing, &unit);
  if (code != CXError_Success) {
    fprintf(stderr, "error: %s: %s cannot be read\n", job->label, source);
    job->failed = true;
    return;
  }
  job->units[job->unit_count++] = unit;
  for (unsigned i = 0; i < clang_getNumDiagnostics(unit); i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
    CXString text = clang_formatDiagnostic(diagnostic, clang_defaultDiagnosticDisplayOptions());
    bool wrong = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
    if (wrong) fprintf(stderr, "%s\n", clang_getCString(text));
    job->failed |= wrong;
    clang_disposeString(text);
    clang_disposeDiagnostic(diagnostic);
  }
}

static void write_file(struct job *job, const char *path, const struct buffer *text) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(text->bytes == NULL ? "" : text->bytes, 1, text->size, file) != text->size ||
      fclose(file) != 0) {
    fprintf(stderr, "error: %s: cannot write %s\n", job->label, path);
    job->failed = true;
  }
}

static void write_book(struct job *job, const char *path, const struct book *book) {
  struct buffer text = {0};
  book_write(book, &text);
  write_file(job, path, &text);
  buffer_free(&text);
}

static struct book *read_record(struct job *job) {
  if (job->recorded == NULL) return NULL;
  struct buffer text = {0};
  struct book *book = book_open();
  char piece[4096];
  FILE *file = fopen(job->recorded, "rb");
  for (size_t size; file != NULL && (size = fread(piece, 1, sizeof piece, file)) > 0;)
    buffer_add(&text, piece, size);
  if (file == NULL || !book_read(book, text.bytes == NULL ? "" : text.bytes, text.size)) {
    fprintf(stderr, "error: %s: %s is no record of schemas, or was changed by hand; record it anew (docs/state.md)\n",
            job->label, job->recorded);
    job->failed = true;
  }
  if (file != NULL) fclose(file);
  buffer_free(&text);
  return book;
}

// The type only where the kind does not say it.
static void write_row(const struct shape_row *row, struct buffer *out) {
  bool implied = row->kind == SHAPE_LIST || row->kind == SHAPE_NODE || row->kind == SHAPE_LINK ||
                 row->kind == SHAPE_LOCK || row->kind == SHAPE_UNTYPED || row->kind == SHAPE_GATE;
  buffer_format(out, "at %" PRIu64 " %s %" PRIu64 "%s%.90s\n", row->offset, shape_kind_name(row->kind), row->count,
                implied ? "" : " ", implied ? "" : row->type);
}

static void write_shape(const struct shape *shape, struct buffer *out) {
  for (uint32_t i = 0; i < shape->type_count; i++) {
    const struct shape_type *type = &shape->types[i];
    if (type->row_count == 0) continue;
    buffer_format(out, "type %" PRIu64 " %.90s\n", type->size, type->name);
    for (uint32_t k = 0; k < type->row_count; k++)
      write_row(&type->rows[k], out);
  }
}

static void write_rows(struct job *job, const struct subject *subject, const struct types *types,
                       const struct buffer *migrations) {
  struct shape shape = {.subject = subject, .definitions = types};
  struct buffer out = {0};
  buffer_put(&out, "");
  for (uint32_t i = 0; i < subject->object_count; i++)
    if (!subject->objects[i].is_ops) shape_add(&shape, &subject->objects[i]);
  write_shape(&shape, &out);
  if (migrations->bytes != NULL) buffer_put(&out, migrations->bytes);
  write_file(job, job->rows, &out);
  buffer_free(&out);
}

static bool is_public(const struct job *job, const char *header) {
  for (uint32_t i = 0; header != NULL && i < job->public_count; i++)
    if (strcmp(job->public_headers[i], header) == 0) return true;
  return false;
}

// state NAME REVISION; by KIND FUNCTION HEADER for each exported function that comes to it
static void report_state(const struct job *job, const struct subject *subject, const struct object *object,
                         struct buffer *out) {
  buffer_format(out, "state %s %" PRIu64 "\n", object->name, schema_revision(subject, object->name));
  for (uint32_t i = 0; i < subject->function_count; i++) {
    const struct function *function = &subject->functions[i];
    if (!is_public(job, function->header) || function->kind[0] == 0 || clang_Cursor_isNull(function->cursor) ||
        !subject_refers(subject, function->name, object->name))
      continue;
    buffer_format(out, "by %s %s %s\n", function->kind, function->name, function->header);
  }
}

// retains FUNCTION PARAMETER TYPE
static void report_retained(const struct function *function, struct buffer *out) {
  int count = clang_Cursor_isNull(function->cursor) ? 0 : clang_Cursor_getNumArguments(function->cursor);
  CXCursor declaration = clang_getCanonicalCursor(function->cursor);
  for (int i = 0; i < count; i++) {
    CXCursor parameter = clang_Cursor_getArgument(declaration, (unsigned)i);
    struct buffer marks = {0};
    buffer_put(&marks, " ");
    types_add_marks(&marks, parameter);
    if (strstr(marks.bytes, " RETAINS ") != NULL) {
      char *name = subject_spelling(parameter);
      CXString type = clang_getTypeSpelling(clang_getCursorType(parameter));
      buffer_format(out, "retains %s %s %s\n", function->name, name[0] == 0 ? "-" : name, clang_getCString(type));
      clang_disposeString(type);
      free(name);
    }
    buffer_free(&marks);
  }
}

static void write_report(struct job *job, const struct subject *subject) {
  struct buffer out = {0};
  buffer_put(&out, "");
  for (uint32_t i = 0; i < subject->object_count; i++)
    if (!subject->objects[i].is_ops) report_state(job, subject, &subject->objects[i], &out);
  for (uint32_t i = 0; i < subject->function_count; i++)
    if (subject->functions[i].kind[0] != 0) report_retained(&subject->functions[i], &out);
  write_file(job, job->report, &out);
  buffer_free(&out);
}

static void write_all(struct job *job) {
  struct subject subject = {.label = job->label, .own = job->own, .own_count = job->own_count};
  struct book *book = book_open(), *record = book_open(), *recorded = read_record(job);
  struct buffer sentences = {0}, migrations = {0};
  struct types *types = types_open(job->units, job->unit_count);
  buffer_put(&sentences, "");
  subject_read(&subject, job->units, job->unit_count);
  schema_write_book(&(struct schema_job){&subject, types, job->public_headers, job->public_count}, book);
  schema_check_records(&subject, book, recorded, &sentences, &migrations);
  schema_record(&subject, book, recorded, record);
  write_book(job, job->book, book);
  write_book(job, job->record, record);
  write_rows(job, &subject, types, &migrations);
  write_report(job, &subject);
  write_file(job, job->verdict, &sentences);
}

int main(int count, char **words) {
  static struct job job;
  read_words(&job, count, words);
  CXIndex index = clang_createIndex(0, 0);
  for (uint32_t i = 0; i < job.source_count; i++)
    parse(&job, index, job.sources[i]);
  if (!job.failed) write_all(&job);
  return job.failed ? 1 : 0;  // what is left goes with the process
}
