// SPDX-License-Identifier: Apache-2.0
// A row for each tag, and the words of annotations.
#include "tools/cellcheck/abi/types.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MARKS = 32 };

struct row {
  struct buffer tag, marks;
  CXCursor *definitions;
  uint32_t count;
  size_t room;
};

struct types {
  struct row *rows;
  uint32_t count;
  size_t room;
};

bool types_is_same_place(CXCursor a, CXCursor b) {
  CXFile file_a, file_b;
  unsigned at_a, at_b;
  if (clang_equalCursors(a, b)) return true;
  clang_getFileLocation(clang_getCursorLocation(a), &file_a, NULL, NULL, &at_a);
  clang_getFileLocation(clang_getCursorLocation(b), &file_b, NULL, NULL, &at_b);
  if (at_a != at_b || file_a == NULL || file_b == NULL) return false;
  CXString name_a = clang_getFileName(file_a), name_b = clang_getFileName(file_b);
  bool same = strcmp(clang_getCString(name_a), clang_getCString(name_b)) == 0;
  clang_disposeString(name_a);
  clang_disposeString(name_b);
  return same;
}

static const char *word_of(CXCursor declaration) {
  enum CXCursorKind kind = clang_getCursorKind(declaration);
  return kind == CXCursor_EnumDecl ? "enum" : kind == CXCursor_UnionDecl ? "union" : "struct";
}

// clang gives a type without a tag the name of the typedef that it stands in. The USR tells: "c:@SA@name".
bool types_tag(CXCursor declaration, struct buffer *text) {
  CXString usr = clang_getCursorUSR(declaration), name = clang_getCursorSpelling(declaration);
  const char *of = clang_getCString(usr), *tag = clang_getCString(name);
  bool named = !clang_Cursor_isAnonymous(declaration) && tag != NULL && tag[0] != 0 && of != NULL &&
               strstr(of, "@SA@") == NULL && strstr(of, "@UA@") == NULL && strstr(of, "@EA@") == NULL;
  buffer_format(text, named ? "%s %s" : "%s", word_of(declaration), tag);
  clang_disposeString(name);
  clang_disposeString(usr);
  return named;
}

static struct row *find(const struct types *types, const char *tag) {
  for (uint32_t i = 0; i < types->count; i++)
    if (strcmp(types->rows[i].tag.bytes, tag) == 0) return &types->rows[i];
  return NULL;
}

static void add_definition(struct row *row, CXCursor definition) {
  for (uint32_t i = 0; i < row->count; i++)
    if (types_is_same_place(row->definitions[i], definition)) return;
  row->definitions = buffer_grow(row->definitions, row->count, &row->room, sizeof *row->definitions);
  row->definitions[row->count++] = definition;
}

static enum CXChildVisitResult take(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct types *types = data;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl && kind != CXCursor_EnumDecl)
    return CXChildVisit_Continue;
  struct buffer tag = {0}, marks = {0};
  if (types_tag(cursor, &tag)) {
    struct row *row = find(types, tag.bytes);
    if (row == NULL) {
      types->rows = buffer_grow(types->rows, types->count, &types->room, sizeof *types->rows);
      row = &types->rows[types->count++];
      *row = (struct row){.tag = tag};
      tag = (struct buffer){0};
    }
    types_add_marks(&marks, cursor);
    if (marks.size > row->marks.size) {
      buffer_free(&row->marks);
      row->marks = marks;
      marks = (struct buffer){0};
    }
    if (clang_isCursorDefinition(cursor)) add_definition(row, cursor);
  }
  buffer_free(&tag);
  buffer_free(&marks);
  return kind == CXCursor_EnumDecl ? CXChildVisit_Continue : CXChildVisit_Recurse;
}

struct types *types_open(const CXTranslationUnit *units, uint32_t count) {
  size_t room = 0;
  struct types *types = buffer_grow(NULL, 0, &room, sizeof *types);
  *types = (struct types){0};
  for (uint32_t i = 0; i < count; i++)
    clang_visitChildren(clang_getTranslationUnitCursor(units[i]), take, types);
  return types;
}

void types_close(struct types *types) {
  for (uint32_t i = 0; i < types->count; i++) {
    buffer_free(&types->rows[i].tag);
    buffer_free(&types->rows[i].marks);
    free(types->rows[i].definitions);
  }
  free(types->rows);
  free(types);
}

static const struct row *row_of(const struct types *types, CXCursor declaration) {
  struct buffer tag = {0};
  const struct row *row = types_tag(declaration, &tag) ? find(types, tag.bytes) : NULL;
  buffer_free(&tag);
  return row;
}

uint32_t types_definitions(const struct types *types, CXCursor declaration, CXCursor *definitions, uint32_t most) {
  CXCursor own = clang_getCursorDefinition(declaration);
  if (!clang_Cursor_isNull(own)) {
    definitions[0] = own;
    return 1;
  }
  const struct row *row = row_of(types, declaration);
  uint32_t count = row == NULL ? 0 : row->count < most ? row->count : most;
  for (uint32_t i = 0; i < count; i++)
    definitions[i] = row->definitions[i];
  return count;
}

const char *types_marks(const struct types *types, CXCursor declaration) {
  const struct row *row = row_of(types, declaration);
  return row == NULL || row->marks.bytes == NULL ? "" : row->marks.bytes;
}

// ---- Annotations ----

struct marks {
  CXString texts[MOST_MARKS];
  uint32_t count;
};

static enum CXChildVisitResult take_mark(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct marks *marks = data;
  (void)parent;
  if (clang_getCursorKind(cursor) == CXCursor_AnnotateAttr && marks->count < MOST_MARKS)
    marks->texts[marks->count++] = clang_getCursorSpelling(cursor);
  return CXChildVisit_Continue;
}

static int by_text(const void *a, const void *b) {
  return strcmp(clang_getCString(*(const CXString *)a), clang_getCString(*(const CXString *)b));
}

static bool starts(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

// "cell.own" is OWN, "cell.as=STEPS" is AS=STEPS.
static void add_word(struct buffer *text, const char *annotation) {
  if (!starts(annotation, "cell.")) {
    buffer_format(text, "annotate(%s) ", annotation);
    return;
  }
  bool value = false;
  for (const char *at = annotation + strlen("cell."); *at != 0; at++) {
    value |= *at == '=';
    char c = !value && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    buffer_add(text, &c, 1);
  }
  buffer_put(text, " ");
}

void types_add_marks(struct buffer *text, CXCursor cursor) {
  struct marks marks = {0};
  clang_visitChildren(cursor, take_mark, &marks);
  qsort(marks.texts, marks.count, sizeof *marks.texts, by_text);
  for (uint32_t i = 0; i < marks.count; i++) {
    const char *annotation = clang_getCString(marks.texts[i]);
    bool again = i != 0 && strcmp(clang_getCString(marks.texts[i - 1]), annotation) == 0;
    if (!again && !starts(annotation, "cell.kind=") && !starts(annotation, "cell.unsafe")) add_word(text, annotation);
  }
  for (uint32_t i = 0; i < marks.count; i++)
    clang_disposeString(marks.texts[i]);
}

bool types_kind(CXCursor function, char kind[16]) {
  struct marks marks = {0};
  bool found = false;
  clang_visitChildren(function, take_mark, &marks);
  for (uint32_t i = 0; i < marks.count; i++) {
    const char *annotation = clang_getCString(marks.texts[i]);
    if (!found && starts(annotation, "cell.kind=") && strlen(annotation) < strlen("cell.kind=") + 16) {
      strcpy(kind, annotation + strlen("cell.kind="));
      found = true;
    }
    clang_disposeString(marks.texts[i]);
  }
  return found;
}
