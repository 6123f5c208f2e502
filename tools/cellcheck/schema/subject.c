// SPDX-License-Identifier: Apache-2.0
#include "tools/cellcheck/schema/subject.h"

#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/buffer.h"
#include "tools/cellcheck/abi/types.h"

struct reading {
  struct subject *subject;
  struct function *function;  // whose body is read; an index would outlive it, so null outside
};

char *subject_spelling(CXCursor cursor) {
  CXString string = clang_getCursorSpelling(cursor);
  const char *text = clang_getCString(string);
  char *copy = strdup(text == NULL ? "" : text);
  clang_disposeString(string);
  return copy;
}

static char *file_of(CXCursor cursor) {
  CXFile file = NULL;
  clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
  CXString name = clang_getFileName(file);
  const char *text = file == NULL ? NULL : clang_getCString(name);
  if (text != NULL && strncmp(text, "./", 2) == 0) text += 2;
  char *copy = strdup(text == NULL ? "" : text);
  clang_disposeString(name);
  return copy;
}

bool subject_is_own(const struct subject *subject, CXCursor cursor) {
  char *file = file_of(cursor);
  bool own = false;
  for (uint32_t i = 0; i < subject->own_count && !own; i++)
    own = strcmp(subject->own[i], file) == 0;
  free(file);
  return own;
}

const struct object *subject_object(const struct subject *subject, const char *name) {
  for (uint32_t i = 0; i < subject->object_count; i++)
    if (strcmp(subject->objects[i].name, name) == 0) return &subject->objects[i];
  return NULL;
}

struct function *subject_function(const struct subject *subject, const char *name) {
  for (uint32_t i = 0; i < subject->function_count; i++)
    if (strcmp(subject->functions[i].name, name) == 0) return &subject->functions[i];
  return NULL;
}

// ---- Objects ----

static void take_object(struct subject *subject, CXCursor cursor) {
  bool is_here =
      clang_isCursorDefinition(cursor) || clang_Cursor_getStorageClass(cursor) == CX_SC_None;  // the latter: tentative
  if (!is_here || clang_getCursorLinkage(cursor) != CXLinkage_External) return;
  char *name = subject_spelling(cursor);
  if (subject_object(subject, name) != NULL) {
    free(name);
    return;
  }
  CXType type = clang_getCursorType(cursor), canonical = clang_getCanonicalType(type);
  struct object object = {.name = name, .cursor = cursor, .type = type};
  object.is_cpu = canonical.kind == CXType_ConstantArray;
  if (object.is_cpu)
    object.type = clang_getArrayElementType(type).kind == CXType_Invalid ? clang_getArrayElementType(canonical)
                                                                         : clang_getArrayElementType(type);
  object.is_ops = !object.is_cpu && clang_isConstQualifiedType(type);
  subject->objects = buffer_grow(subject->objects, subject->object_count, &subject->object_room, sizeof object);
  subject->objects[subject->object_count++] = object;
}

// The values of a table's initializer, in order: strings, numbers, functions.
struct values {
  char *state, *function;
  uint64_t revision;
};

static enum CXChildVisitResult take_value(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct values *values = data;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (kind == CXCursor_StringLiteral && values->state == NULL) {
    char *text = subject_spelling(cursor);  // with its quotes
    size_t length = strlen(text);
    values->state = length < 2 ? strdup("") : strndup(text + 1, length - 2);
    free(text);
  } else if (kind == CXCursor_IntegerLiteral) {
    CXEvalResult value = clang_Cursor_Evaluate(cursor);
    if (value != NULL) values->revision = clang_EvalResult_getAsUnsigned(value);
    clang_EvalResult_dispose(value);
  } else if (kind == CXCursor_DeclRefExpr && values->function == NULL) {
    values->function = subject_spelling(cursor);
  }
  return CXChildVisit_Recurse;
}

static void take_migration(struct subject *subject, const struct object *object) {
  CXType type = clang_getCanonicalType(object->type);
  CXString spelling = clang_getTypeSpelling(type);
  bool is_migration = strcmp(clang_getCString(spelling), "const struct cell_migrate") == 0;
  clang_disposeString(spelling);
  if (!is_migration) return;
  struct values values = {0};
  clang_visitChildren(object->cursor, take_value, &values);
  subject->migrations =
      buffer_grow(subject->migrations, subject->migration_count, &subject->migration_room, sizeof *subject->migrations);
  subject->migrations[subject->migration_count++] =
      (struct migration){.state = values.state == NULL ? "" : values.state,
                         .function = values.function == NULL ? "" : values.function,
                         .revision = values.revision};
}

// ---- Functions ----

static enum CXChildVisitResult find_visibility(CXCursor cursor, CXCursor parent, CXClientData found) {
  (void)parent;
  if (clang_getCursorKind(cursor) == CXCursor_VisibilityAttr) *(bool *)found = true;
  return CXChildVisit_Continue;
}

static void add_name(struct function *function, char *name) {
  for (uint32_t i = 0; i < function->name_count; i++)
    if (strcmp(function->names[i], name) == 0) {
      free(name);
      return;
    }
  function->names = buffer_grow(function->names, function->name_count, &function->name_room, sizeof *function->names);
  function->names[function->name_count++] = name;
}

static void take_node(struct subject *subject, CXCursor field) {
  CXType type = clang_getCanonicalType(clang_getCursorType(field));
  CXString spelling = clang_getTypeSpelling(type);
  bool is_node = strcmp(clang_getCString(spelling), "struct list_node") == 0;
  clang_disposeString(spelling);
  for (uint32_t i = 0; i < subject->node_count && is_node; i++)
    is_node = !types_is_same_place(subject->nodes[i].field, field);
  if (!is_node) return;
  subject->nodes = buffer_grow(subject->nodes, subject->node_count, &subject->node_room, sizeof *subject->nodes);
  subject->nodes[subject->node_count++] = (struct node){field, clang_getCursorSemanticParent(field)};
}

static enum CXChildVisitResult take_reference(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct reading *reading = data;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (kind == CXCursor_MemberRef) {  // of offsetof; a member of an expression is another kind
    take_node(reading->subject, clang_getCursorReferenced(cursor));
  } else if (kind == CXCursor_DeclRefExpr) {
    enum CXCursorKind of = clang_getCursorKind(clang_getCursorReferenced(cursor));
    if (of == CXCursor_FunctionDecl || of == CXCursor_VarDecl) add_name(reading->function, subject_spelling(cursor));
  }
  return CXChildVisit_Recurse;
}

static void take_function(struct subject *subject, CXCursor cursor) {
  char *name = subject_spelling(cursor);
  struct function *function = subject_function(subject, name);
  if (function == NULL) {
    subject->functions =
        buffer_grow(subject->functions, subject->function_count, &subject->function_room, sizeof *subject->functions);
    function = &subject->functions[subject->function_count++];
    *function = (struct function){.name = name, .cursor = clang_getNullCursor()};
    char *file = file_of(cursor);
    size_t length = strlen(file);
    if (length > 2 && strcmp(file + length - 2, ".h") == 0) function->header = file;
  }
  if (function->kind[0] == 0) (void)types_kind(cursor, function->kind);
  if (!clang_isCursorDefinition(cursor)) return;
  bool visible = false;
  clang_visitChildren(cursor, find_visibility, &visible);
  function->cursor = cursor;
  function->is_callback = visible && function->kind[0] == 0;
  struct reading reading = {subject, function};
  clang_visitChildren(cursor, take_reference, &reading);
}

bool subject_refers(const struct subject *subject, const char *name, const char *object) {
  bool *seen = calloc(subject->function_count + 1, sizeof *seen);
  const struct function **queue = calloc(subject->function_count + 1, sizeof *queue);
  uint32_t count = 0;
  bool found = false;
  const struct function *first = subject_function(subject, name);
  if (first != NULL) queue[count++] = first, seen[first - subject->functions] = true;
  for (uint32_t at = 0; at < count && !found; at++)
    for (uint32_t i = 0; i < queue[at]->name_count && !found; i++) {
      found = strcmp(queue[at]->names[i], object) == 0;
      const struct function *next = subject_function(subject, queue[at]->names[i]);
      if (next == NULL || seen[next - subject->functions]) continue;
      seen[next - subject->functions] = true;
      queue[count++] = next;
    }
  free(seen);
  free(queue);
  return found;
}

// ---- Own types ----

static void take_type(struct subject *subject, CXCursor cursor) {
  struct buffer tag = {0};
  bool taken = clang_isCursorDefinition(cursor) && types_tag(cursor, &tag) && subject_is_own(subject, cursor);
  buffer_free(&tag);
  for (uint32_t i = 0; i < subject->type_count && taken; i++)
    taken = !types_is_same_place(subject->types[i], cursor);
  if (!taken) return;
  subject->types = buffer_grow(subject->types, subject->type_count, &subject->type_room, sizeof *subject->types);
  subject->types[subject->type_count++] = cursor;
}

static int by_tag(const void *a, const void *b) {
  struct buffer left = {0}, right = {0};
  (void)types_tag(*(const CXCursor *)a, &left);
  (void)types_tag(*(const CXCursor *)b, &right);
  int order = strcmp(left.bytes, right.bytes);
  buffer_free(&left);
  buffer_free(&right);
  return order;
}

static enum CXChildVisitResult take(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct subject *subject = data;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (kind == CXCursor_VarDecl) take_object(subject, cursor);
  if (kind == CXCursor_FunctionDecl) take_function(subject, cursor);
  if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl || kind == CXCursor_EnumDecl)
    take_type(subject, cursor);
  return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl ? CXChildVisit_Recurse : CXChildVisit_Continue;
}

void subject_read(struct subject *subject, const CXTranslationUnit *units, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    clang_visitChildren(clang_getTranslationUnitCursor(units[i]), take, subject);
  qsort(subject->types, subject->type_count, sizeof *subject->types, by_tag);
  for (uint32_t i = 0; i < subject->object_count; i++)
    take_migration(subject, &subject->objects[i]);
}
