// SPDX-License-Identifier: Apache-2.0
// One translation unit a header, with nothing before it that could lend it what it lacks.
#include "tools/cellcheck/abi/header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/constants.h"
#include "tools/cellcheck/abi/hash.h"
#include "tools/cellcheck/abi/type_text.h"

struct reading {
  struct book *book;
  const char *word;
  CXTranslationUnit unit;
  struct types *types;
  const struct header_group *group;
  char **kinded;  // files that declare a function with a kind
  uint32_t kinded_count;
  size_t kinded_room;
  struct buffer constants;
};

static bool is_same_path(const char *a, const char *b) {
  if (strncmp(a, "./", 2) == 0) a += 2;
  if (strncmp(b, "./", 2) == 0) b += 2;
  return strcmp(a, b) == 0;
}

static bool is_kinded(const struct reading *reading, const char *file) {
  for (uint32_t i = 0; i < reading->kinded_count; i++)
    if (strcmp(reading->kinded[i], file) == 0) return true;
  return false;
}

// What others export counts in their own functions; what nobody exports counts wherever it is included.
static bool is_own(const char *file, void *context) {
  const struct reading *reading = context;
  for (uint32_t i = 0; i < reading->group->count; i++)
    if (is_same_path(reading->group->headers[i], file)) return true;
  return !is_kinded(reading, file);
}

static enum CXChildVisitResult find_kinded(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct reading *reading = data;
  char kind[16];
  CXFile file;
  (void)parent;
  if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || !types_kind(cursor, kind)) return CXChildVisit_Continue;
  clang_getFileLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
  CXString name = clang_getFileName(file);
  if (!is_kinded(reading, clang_getCString(name))) {
    reading->kinded =
        buffer_grow(reading->kinded, reading->kinded_count, &reading->kinded_room, sizeof *reading->kinded);
    reading->kinded[reading->kinded_count++] = strdup(clang_getCString(name));
  }
  clang_disposeString(name);
  return CXChildVisit_Continue;
}

// A parameter without a name is "-".
static void put_names(struct buffer *names, CXCursor function) {
  int count = clang_Cursor_getNumArguments(function);
  buffer_put(names, "");
  for (int i = 0; i < count; i++) {
    CXString name = clang_getCursorSpelling(clang_Cursor_getArgument(function, (unsigned)i));
    const char *said = clang_getCString(name);
    buffer_format(names, "%s%s", i == 0 ? "" : " ", said[0] == 0 ? "-" : said);
    clang_disposeString(name);
  }
}

static enum CXChildVisitResult take_function(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct reading *reading = data;
  char kind[16];
  (void)parent;
  if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl ||
      !clang_Location_isFromMainFile(clang_getCursorLocation(cursor)) || !types_kind(cursor, kind))
    return CXChildVisit_Continue;
  CXString name = clang_getCursorSpelling(cursor);
  struct type_text *text = type_text_open(reading->types);
  struct buffer names = {0};
  type_text_function(text, cursor, kind);
  type_text_complete(text);
  type_text_put(text, reading->constants.bytes);
  char *string = type_text_close(text);
  put_names(&names, cursor);
  if (book_find(reading->book, reading->word, clang_getCString(name)) == NULL)
    book_add(reading->book, reading->word, clang_getCString(name), hash_of_text(BOOK_SCHEME, string), names.bytes,
             string);
  buffer_free(&names);
  free(string);
  clang_disposeString(name);
  return CXChildVisit_Continue;
}

static bool compiles(const char *label, const char *header, CXTranslationUnit unit) {
  for (unsigned i = 0; i < clang_getNumDiagnostics(unit); i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
    if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
      CXString said =
          clang_formatDiagnostic(diagnostic, CXDiagnostic_DisplaySourceLocation | CXDiagnostic_DisplayColumn);
      fprintf(stderr, "error: %s: %s does not compile alone: %s; include in it what it needs\n", label, header,
              clang_getCString(said));
      clang_disposeString(said);
      clang_disposeDiagnostic(diagnostic);
      return false;
    }
    clang_disposeDiagnostic(diagnostic);
  }
  return true;
}

bool header_read(struct book *book, const char *word, const char *label, CXIndex index,
                 const struct header_flags *flags, const struct header_group *group, uint32_t which) {
  const char *header = group->headers[which];
  struct reading reading = {.book = book, .word = word, .group = group};
  unsigned options = CXTranslationUnit_SkipFunctionBodies | CXTranslationUnit_DetailedPreprocessingRecord;
  enum CXErrorCode code =
      clang_parseTranslationUnit2(index, header, flags->words, flags->count, NULL, 0, options, &reading.unit);
  if (code != CXError_Success) {
    fprintf(stderr, "error: %s: %s cannot be read\n", label, header);
    return false;
  }
  bool good = compiles(label, header, reading.unit);
  if (good) {
    CXCursor root = clang_getTranslationUnitCursor(reading.unit);
    reading.types = types_open(&reading.unit, 1);
    clang_visitChildren(root, find_kinded, &reading);
    struct constants_request request = {index, header, flags->words, flags->count, is_own, &reading};
    buffer_put(&reading.constants, "");
    constants_put(&reading.constants, &request, reading.unit);
    clang_visitChildren(root, take_function, &reading);
    types_close(reading.types);
  }
  for (uint32_t i = 0; i < reading.kinded_count; i++)
    free(reading.kinded[i]);
  free(reading.kinded);
  buffer_free(&reading.constants);
  clang_disposeTranslationUnit(reading.unit);
  return good;
}
