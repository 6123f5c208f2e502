// SPDX-License-Identifier: Apache-2.0
// read: a cell's sources, one unit after the other, and its public headers, each alone.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/front/front.h"

// Statements and expressions are read by functions that call each other as deep as they are nested.
enum : size_t { STACK_SIZE = (size_t)1 << 30 };

struct flags {
  const char **words;
  uint32_t count;
};

struct reading {
  const struct front_options *options;
  struct reports *reports;
  struct cell *cell;
};

// libclang puts a folder beside itself in the place of -resource-dir, where there is none.
static struct flags make_flags(struct front *front) {
  const struct front_options *options = front->options;
  struct flags flags = {.words = ir_take(front->arena, (options->flag_count * 2 + 8) * sizeof *flags.words)};
  for (uint32_t i = 0; i < options->flag_count; i++) {
    const char *word = options->flags[i], *folder = NULL;
    flags.words[flags.count++] = word;
    if (strncmp(word, "-resource-dir=", 14) == 0)
      folder = word + 14;
    else if (strcmp(word, "-resource-dir") == 0 && i + 1 < options->flag_count)
      folder = options->flags[i + 1];
    if (folder == NULL) continue;
    if (folder != word + 14) flags.words[flags.count++] = options->flags[++i];
    flags.words[flags.count++] = "-isystem";
    flags.words[flags.count++] = strings_format(&front->strings, "%s/include", folder);
  }
  // A limit would hide what follows the twentieth error; warnings that are no errors are the compiler's to tell.
  flags.words[flags.count++] = "-ferror-limit=100";
  flags.words[flags.count++] = "-fno-spell-checking";
  return flags;
}

static struct place place_of_location(struct front *front, CXSourceLocation location) {
  CXFile file;
  unsigned line, column;
  clang_getFileLocation(location, &file, &line, &column, NULL);
  // Of the command line.
  if (file == NULL) return (struct place){.file = front->unit->path};
  return (struct place){.file = place_file(front, file), .line = line, .column = column};
}

static void tell(struct front *front, CXDiagnostic diagnostic, enum rule rule) {
  struct note notes[8];
  CXString texts[8];
  uint32_t count = 0;
  CXDiagnosticSet children = clang_getChildDiagnostics(diagnostic);
  for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(children) && count < 8; i++) {
    CXDiagnostic child = clang_getDiagnosticInSet(children, i);
    texts[count] = clang_getDiagnosticSpelling(child);
    notes[count] =
        (struct note){place_of_location(front, clang_getDiagnosticLocation(child)), clang_getCString(texts[count])};
    if (notes[count].at.line != 0)
      count++;
    else
      clang_disposeString(texts[count]);
    clang_disposeDiagnostic(child);
  }
  CXString text = clang_getDiagnosticSpelling(diagnostic);
  const char *mend = rule == RULE_HEADER_ALONE ? "include in it what it needs" : "mend it as the compiler says";
  report(front->reports, rule, NULL, place_of_location(front, clang_getDiagnosticLocation(diagnostic)), notes, count,
         mend, "%s", clang_getCString(text));
  clang_disposeString(text);
  while (count > 0)
    clang_disposeString(texts[--count]);
}

// Whether it compiles.
static bool tell_errors(struct front *front, enum rule rule) {
  bool compiles = true;
  unsigned count = clang_getNumDiagnostics(front->unit->unit);
  for (unsigned i = 0; i < count; i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(front->unit->unit, i);
    if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
      tell(front, diagnostic, rule);
      compiles = false;
    }
    clang_disposeDiagnostic(diagnostic);
  }
  return compiles;
}

static const char *words_for(enum CXErrorCode code) {
  switch (code) {
  case CXError_Crashed: return "clang crashes on it";
  case CXError_ASTReadError: return "clang cannot read its tree";
  case CXError_InvalidArguments: return "clang does not accept the flags";
  default: return "it cannot be read";
  }
}

static void tell_failure(struct front *front, const char *path, enum rule rule, enum CXErrorCode code) {
  report(front->reports, rule, NULL, (struct place){.file = path}, NULL, 0,
         "compile it with the same flags to see what is wrong", "%s", words_for(code));
}

static CXSourceLocation any_location(CXTranslationUnit unit, const char *path) {
  return clang_getLocationForOffset(unit, clang_getFile(unit, path), 0);
}

static uint32_t count_lines(const char *text, size_t size) {
  uint32_t lines = 0;
  for (size_t i = 0; i < size; i++)
    lines += text[i] == '\n';
  return lines + (size > 0 && text[size - 1] != '\n');
}

static void measure_source(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
  (void)stack;
  (void)depth;
  struct front *front = data;
  struct source *source = own_source(front, place_file(front, file));
  size_t size = 0;
  if (source == NULL || source->lines != 0) return;
  const char *text = clang_getFileContents(front->unit->unit, file, &size);
  if (text == NULL) return;
  source->lines = count_lines(text, size);
  front->cell->lines += source->lines;
}

static void lower_bodies(struct front *front) {
  while (front->bodies != NULL) {
    struct body *body = front->bodies;
    front->bodies = body->next;
    if (front->bodies == NULL) front->bodies_end = &front->bodies;
    body_lower(front, body->function, body->declaration);
  }
}

static void read_tree(struct front *front) {
  CXTargetInfo target = clang_getTranslationUnitTargetInfo(front->unit->unit);
  int bits = clang_TargetInfo_getPointerWidth(target);
  clang_TargetInfo_dispose(target);
  type_start(front, bits > 0 ? (uint64_t)bits / 8 : 8);
  clang_getInclusions(front->unit->unit, measure_source, front);
  declarations_read(front);
  lower_bodies(front);
  type_fill_all(front);
}

static void end_unit(struct front *front) {
  struct unit *unit = front->unit;
  clang_disposeTranslationUnit(unit->unit);
  table_free(&unit->files);
  table_free(&unit->types);
  table_free(&unit->fields);
  table_free(&unit->functions);
  table_free(&unit->variables);
  table_free(&unit->redeclared);
}

static const char *plain_path(struct front *front, const char *path) {
  while (path[0] == '.' && path[1] == '/')
    for (path += 2; *path == '/'; path++) {}
  return strings_take(&front->strings, path, strlen(path));
}

static bool read_unit(struct front *front, CXIndex index, const struct flags *flags, const char *path, enum rule rule) {
  struct unit unit = {.path = plain_path(front, path)};
  // A header that a source includes has been read with it.
  const struct source *source = own_source(front, unit.path);
  bool is_known = rule == RULE_HEADER_ALONE && source != NULL && source->lines != 0;
  unsigned how = is_known ? CXTranslationUnit_SkipFunctionBodies : CXTranslationUnit_None;
  enum CXErrorCode code =
      clang_parseTranslationUnit2(index, path, flags->words, (int)flags->count, NULL, 0, how, &unit.unit);
  if (code != CXError_Success) {
    tell_failure(front, unit.path, rule, code);
    return false;
  }
  unit.any = any_location(unit.unit, path);
  front->unit = &unit;
  bool compiles = tell_errors(front, rule);
  if (!is_known && compiles) read_tree(front);
  end_unit(front);
  front->unit = NULL;
  return compiles;
}

static void list_sources(struct front *front, const char *const *paths, uint32_t count, bool is_header,
                         bool is_public) {
  for (uint32_t i = 0; i < count; i++) {
    struct source *source = &front->cell->sources[front->cell->source_count++];
    *source = (struct source){.path = plain_path(front, paths[i]), .is_header = is_header, .is_public = is_public};
    table_set(&front->own_files, source->path, source);
  }
}

static void free_tables(struct front *front) {
  struct table *tables[] = {&front->own_files, &front->types,     &front->tags,   &front->records,
                            &front->functions, &front->variables, &front->lowered};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    table_free(tables[i]);
  strings_free(&front->strings);
  free(front->pending);
  free(front->all_types);
}

static bool is_right_clang(struct front *front) {
  CXString version = clang_getClangVersion();
  bool is_right = strstr(clang_getCString(version), clang_headers_version()) != NULL;
  if (!is_right)
    report(front->reports, RULE_FRONT_COMPILE, NULL, (struct place){.file = "libclang"}, NULL, 0,
           "build cellcheck against the library that it runs with", "this is %s, and cellcheck was built for %s",
           clang_getCString(version), clang_headers_version());
  clang_disposeString(version);
  return is_right;
}

static struct cell *read_cell(const struct front_options *options, struct reports *reports) {
  struct ir_cell *memory = ir_grow(NULL, sizeof *memory);
  *memory = (struct ir_cell){};
  struct front front = {.options = options, .reports = reports, .cell = &memory->cell, .arena = &memory->arena};
  front.strings.arena = front.arena;
  front.bodies_end = &front.bodies;
  struct cell *cell = front.cell;
  uint32_t count = options->source_count + options->public_count + options->private_count;
  cell->label = strings_take(&front.strings, options->label, strlen(options->label));
  cell->sources = ir_take(front.arena, (count + 1) * sizeof *cell->sources);
  list_sources(&front, options->sources, options->source_count, false, false);
  list_sources(&front, options->public_headers, options->public_count, true, true);
  list_sources(&front, options->private_headers, options->private_count, true, false);
  struct flags flags = make_flags(&front);
  CXIndex index = clang_createIndex(0, 0);
  bool is_read = false;
  if (is_right_clang(&front)) {
    for (uint32_t i = 0; i < options->source_count; i++)
      is_read |= read_unit(&front, index, &flags, options->sources[i], RULE_FRONT_COMPILE);
    for (uint32_t i = 0; i < options->public_count; i++)
      is_read |= read_unit(&front, index, &flags, options->public_headers[i], RULE_HEADER_ALONE);
    type_finish(&front);
  }
  clang_disposeIndex(index);
  free_tables(&front);
  if (is_read) return cell;
  cell_delete(cell);
  return NULL;
}

static void *read_on_thread(void *data) {
  struct reading *reading = data;
  reading->cell = read_cell(reading->options, reading->reports);
  return NULL;
}

struct cell *front_read(const struct front_options *options, struct reports *reports) {
  // libclang would parse on threads of its own, whose stacks are small.
  setenv("LIBCLANG_NOTHREADS", "1", true);
  struct reading reading = {.options = options, .reports = reports};
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  bool has_stack = pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0;
  if (!has_stack || pthread_create(&thread, &attributes, read_on_thread, &reading) != 0) {
    fputs(
        "error: cellcheck: no thread with a stack of 1 GiB of address space can be made; raise the limit (ulimit -v)\n",
        stderr);
    exit(2);
  }
  pthread_attr_destroy(&attributes);
  pthread_join(thread, NULL);
  return reading.cell;
}
