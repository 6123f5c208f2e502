// SPDX-License-Identifier: Apache-2.0
// What a macro stands for is known to the compiler only: the header is parsed a second time with an object behind it for each macro, whose value
// clang computes. Macros that are no expression make errors there, which nobody sees.
#include "tools/cellcheck/abi/constants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/type_text.h"

enum { MOST_FILES = 512 };

struct file {
  CXFile file;
  bool counts;
};

struct reading {
  const struct constants_request *request;
  CXTranslationUnit unit;
  struct types *types;
  struct file files[MOST_FILES];
  uint32_t file_count;
  char **macros;  // names
  uint32_t macro_count;
  size_t macro_room;
  char **lines;
  uint32_t line_count;
  size_t line_room;
};

static bool counts(struct reading *reading, CXCursor cursor) {
  CXFile file;
  clang_getFileLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
  if (file == NULL || clang_Location_isInSystemHeader(clang_getCursorLocation(cursor))) return false;
  for (uint32_t i = 0; i < reading->file_count; i++)
    if (clang_File_isEqual(reading->files[i].file, file)) return reading->files[i].counts;
  CXString name = clang_getFileName(file);
  bool own = reading->request->is_own(clang_getCString(name), reading->request->context);
  clang_disposeString(name);
  if (reading->file_count < MOST_FILES) reading->files[reading->file_count++] = (struct file){file, own};
  return own;
}

static void add_line(struct reading *reading, struct buffer *line) {
  reading->lines = buffer_grow(reading->lines, reading->line_count, &reading->line_room, sizeof *reading->lines);
  reading->lines[reading->line_count++] = line->bytes;
}

// The expression of a type, without its sections.
static void put_type(struct reading *reading, struct buffer *line, CXType type) {
  struct type_text *text = type_text_open(reading->types);
  type_text_type(text, clang_getUnqualifiedType(type), clang_getNullCursor());
  type_text_format(text, "\n");
  char *string = type_text_close(text);
  buffer_add(line, string, strcspn(string, "\n"));
  free(string);
}

// " VALUE"; false: clang cannot tell it.
static bool put_value(struct buffer *line, CXCursor object) {
  CXEvalResult result = clang_Cursor_Evaluate(object);
  bool known = true;
  if (result == NULL) return false;
  switch (clang_EvalResult_getKind(result)) {
  case CXEval_Int:
    if (clang_EvalResult_isUnsignedInt(result))
      buffer_format(line, " %llu", clang_EvalResult_getAsUnsigned(result));
    else
      buffer_format(line, " %lld", clang_EvalResult_getAsLongLong(result));
    break;
  case CXEval_Float: buffer_format(line, " %a", clang_EvalResult_getAsDouble(result)); break;
  case CXEval_StrLiteral:
  case CXEval_ObjCStrLiteral:
  case CXEval_CFStr:
    buffer_put(line, " \"");
    for (const char *at = clang_EvalResult_getAsStr(result); *at != 0; at++)
      buffer_format(line, *at < ' ' || *at > '~' || *at == '"' || *at == '\\' ? "\\x%02x" : "%c", (unsigned char)*at);
    buffer_put(line, "\"");
    break;
  default: known = false;
  }
  clang_EvalResult_dispose(result);
  return known;
}

// The value as it is written, a blank between tokens: of objects whose value is no number and no string.
static void put_tokens(struct buffer *line, CXTranslationUnit unit, CXCursor object) {
  CXToken *tokens;
  unsigned count;
  clang_tokenize(unit, clang_getCursorExtent(object), &tokens, &count);
  bool behind = false;
  for (unsigned i = 0; i < count; i++) {
    CXString spelling = clang_getTokenSpelling(unit, tokens[i]);
    if (behind && clang_getTokenKind(tokens[i]) != CXToken_Comment)
      buffer_format(line, " %s", clang_getCString(spelling));
    behind |= strcmp(clang_getCString(spelling), "=") == 0;
    clang_disposeString(spelling);
  }
  clang_disposeTokens(unit, tokens, count);
}

static enum CXChildVisitResult take_enumerator(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct buffer line = {0};
  if (clang_getCursorKind(cursor) != CXCursor_EnumConstantDecl) return CXChildVisit_Continue;
  CXString name = clang_getCursorSpelling(cursor);
  buffer_format(&line, "  %s: ", clang_getCString(name));
  type_text_enumerator(&line, cursor, parent);
  add_line(data, &line);
  clang_disposeString(name);
  return CXChildVisit_Continue;
}

// Only brackets that close keep the rest of the second parse readable.
static bool is_balanced(CXTranslationUnit unit, CXCursor macro, unsigned *size) {
  CXToken *tokens;
  int depth = 0;
  bool good = true;
  clang_tokenize(unit, clang_getCursorExtent(macro), &tokens, size);
  for (unsigned i = 1; i < *size && good; i++) {
    CXString spelling = clang_getTokenSpelling(unit, tokens[i]);
    const char *text = clang_getCString(spelling);
    if (text[1] == 0) depth += (strchr("([{", *text) != NULL) - (strchr(")]}", *text) != NULL);
    good = depth >= 0 && strcmp(text, ";") != 0 && *text != '#' && clang_getTokenKind(tokens[i]) != CXToken_Comment;
    clang_disposeString(spelling);
  }
  clang_disposeTokens(unit, tokens, *size);
  return good && depth == 0;
}

static bool is_taken(const struct reading *reading, const char *name) {
  for (uint32_t i = 0; i < reading->macro_count; i++)
    if (strcmp(reading->macros[i], name) == 0) return true;
  return false;
}

static void take_macro(struct reading *reading, CXCursor macro) {
  unsigned size;
  if (clang_Cursor_isMacroFunctionLike(macro) || clang_Cursor_isMacroBuiltin(macro) || !counts(reading, macro)) return;
  if (!is_balanced(reading->unit, macro, &size) || size < 2) return;
  CXString name = clang_getCursorSpelling(macro);
  if (!is_taken(reading, clang_getCString(name))) {
    reading->macros = buffer_grow(reading->macros, reading->macro_count, &reading->macro_room, sizeof *reading->macros);
    reading->macros[reading->macro_count++] = strdup(clang_getCString(name));
  }
  clang_disposeString(name);
}

static void take_object(struct reading *reading, CXCursor object) {
  enum CX_StorageClass storage = clang_Cursor_getStorageClass(object);
  if ((storage != CX_SC_Static && storage != CX_SC_None) ||
      !clang_isConstQualifiedType(clang_getCanonicalType(clang_getCursorType(object)))) {
    CXType element = clang_getArrayElementType(clang_getCanonicalType(clang_getCursorType(object)));
    if (element.kind == CXType_Invalid || !clang_isConstQualifiedType(element)) return;
  }
  struct buffer line = {0};
  CXString name = clang_getCursorSpelling(object);
  buffer_format(&line, "  %s: ", clang_getCString(name));
  put_type(reading, &line, clang_getCursorType(object));
  if (!put_value(&line, object)) put_tokens(&line, reading->unit, object);
  add_line(reading, &line);
  clang_disposeString(name);
}

static enum CXChildVisitResult take(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct reading *reading = data;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (kind == CXCursor_MacroDefinition) take_macro(reading, cursor);
  if (kind == CXCursor_VarDecl && counts(reading, cursor)) take_object(reading, cursor);
  if (kind == CXCursor_EnumDecl && clang_isCursorDefinition(cursor) && counts(reading, cursor))
    clang_visitChildren(cursor, take_enumerator, reading);
  return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl ? CXChildVisit_Recurse : CXChildVisit_Continue;
}

// ---- Macros ----

enum { PROBE = 16 };  // "__delias_probe_" is that long with its NUL

static enum CXChildVisitResult take_probe(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct reading *reading = data;
  (void)parent;
  if (clang_getCursorKind(cursor) != CXCursor_VarDecl) return CXChildVisit_Continue;
  CXString spelling = clang_getCursorSpelling(cursor);
  const char *name = clang_getCString(spelling);
  if (strncmp(name, "__delias_probe_", PROBE - 1) == 0) {
    struct buffer line = {0};
    unsigned long index = strtoul(name + PROBE - 1, NULL, 10);
    CXType type = clang_getCanonicalType(clang_getCursorType(cursor));
    buffer_format(&line, "  %s: ", reading->macros[index]);
    put_type(reading, &line, type);
    if (type.kind != CXType_Int || !clang_isInvalidDeclaration(cursor)) {
      if (put_value(&line, cursor)) {
        add_line(reading, &line);
        line = (struct buffer){0};
      }
    }
    buffer_free(&line);
  }
  clang_disposeString(spelling);
  return CXChildVisit_Continue;
}

static void take_macros(struct reading *reading) {
  const struct constants_request *request = reading->request;
  struct buffer source = {0};
  CXTranslationUnit unit;
  buffer_format(&source, "#include \"%s\"\n", request->header);
  for (uint32_t i = 0; i < reading->macro_count; i++)
    buffer_format(&source, "#ifdef %s\nstatic const __typeof__(%s) __delias_probe_%u = %s;\n#endif\n",
                  reading->macros[i], reading->macros[i], i, reading->macros[i]);
  struct CXUnsavedFile file = {.Filename = "abi-probe.c", .Contents = source.bytes, .Length = source.size};
  unsigned options = CXTranslationUnit_SkipFunctionBodies | CXTranslationUnit_KeepGoing;
  if (clang_parseTranslationUnit2(request->index, file.Filename, request->flags, request->flag_count, &file, 1, options,
                                  &unit) == CXError_Success) {
    clang_visitChildren(clang_getTranslationUnitCursor(unit), take_probe, reading);
    clang_disposeTranslationUnit(unit);
  }
  buffer_free(&source);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

void constants_put(struct buffer *text, const struct constants_request *request, CXTranslationUnit unit) {
  struct reading *reading = calloc(1, sizeof *reading);
  reading->request = request;
  reading->unit = unit;
  reading->types = types_open(&unit, 1);
  clang_visitChildren(clang_getTranslationUnitCursor(unit), take, reading);
  if (reading->macro_count != 0) take_macros(reading);
  if (reading->line_count != 0) {
    qsort(reading->lines, reading->line_count, sizeof *reading->lines, by_text);
    buffer_put(text, "constants\n");
  }
  for (uint32_t i = 0; i < reading->line_count; i++) {
    if (i == 0 || strcmp(reading->lines[i], reading->lines[i - 1]) != 0) buffer_format(text, "%s\n", reading->lines[i]);
  }
  for (uint32_t i = 0; i < reading->line_count; i++)
    free(reading->lines[i]);
  for (uint32_t i = 0; i < reading->macro_count; i++)
    free(reading->macros[i]);
  free(reading->lines);
  free(reading->macros);
  types_close(reading->types);
  free(reading);
}
