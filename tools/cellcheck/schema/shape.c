// SPDX-License-Identifier: Apache-2.0
#include "tools/cellcheck/schema/shape.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEFINITIONS = 8, CPUS = 16 };  // CELL_CPUS_MAX

const char *shape_kind_name(enum shape_kind kind) {
  static const char *const names[SHAPE_KINDS] = {"plain", "list",    "node",  "link",   "waiters", "lock",
                                                 "timer", "cpus",    "owned", "viewed", "state",   "gate",
                                                 "ops",   "untyped", "union", "in"};
  return names[kind];
}

// A type without a tag is named after its place in the source, which is no name for others; here it gets a number.
static char *tag_of(CXCursor declaration, uint32_t number) {
  struct buffer tag = {0};
  bool named = types_tag(declaration, &tag);
  if (!named) tag.size = 0;
  if (!named) buffer_format(&tag, "(unnamed %u)", number);
  return tag.bytes;
}

static char *name_of(CXType type) {
  if (clang_getCanonicalType(type).kind == CXType_Record)
    return tag_of(clang_getTypeDeclaration(clang_getCanonicalType(type)), 0);
  CXString spelling = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCanonicalType(type)));
  char *name = strdup(clang_getCString(spelling));
  clang_disposeString(spelling);
  return name;
}

static bool is_called(CXType type, const char *wanted) {
  char *name = name_of(type);
  bool same = strcmp(name, wanted) == 0;
  free(name);
  return same;
}

static bool is_record(CXType type) {
  return clang_getCanonicalType(type).kind == CXType_Record;
}

// Adds a record to those that are described; its place among them.
static uint32_t reach(struct shape *shape, CXCursor declaration) {
  CXCursor definitions[MOST_DEFINITIONS];
  uint32_t count = types_definitions(shape->definitions, declaration, definitions, MOST_DEFINITIONS);
  uint32_t first = UINT32_MAX;
  for (uint32_t d = 0; d < count; d++) {
    uint32_t at = 0;
    while (at < shape->type_count && (clang_Cursor_isNull(shape->types[at].declaration) ||
                                      !types_is_same_place(shape->types[at].declaration, definitions[d])))
      at++;
    if (at == shape->type_count) {
      shape->types = buffer_grow(shape->types, shape->type_count, &shape->type_room, sizeof *shape->types);
      shape->types[shape->type_count++] =
          (struct shape_type){.declaration = definitions[d],
                              .name = tag_of(definitions[d], at + 1),
                              .size = (uint64_t)clang_Type_getSizeOf(clang_getCursorType(definitions[d]))};
    }
    if (first == UINT32_MAX) first = at;
  }
  return first;
}

static enum CXVisitorResult find_gate(CXCursor field, CXClientData found) {
  CXType type = clang_getCanonicalType(clang_getCursorType(field));
  CXType to = clang_getCanonicalType(clang_getPointeeType(type));
  if (type.kind == CXType_Pointer && (to.kind == CXType_FunctionProto || to.kind == CXType_FunctionNoProto))
    *(bool *)found = true;
  return CXVisit_Continue;
}

// A constant struct with a pointer to a function is laid out as CELL_OPS has it.
static bool is_table(CXType type) {
  bool found = false;
  if (is_record(type) && clang_isConstQualifiedType(type))
    clang_Type_visitFields(clang_getCanonicalType(type), find_gate, &found);
  return found;
}

static bool is_type_of_state(const struct subject *subject, CXType type) {
  char *name = name_of(type);
  bool found = false;
  for (uint32_t i = 0; i < subject->object_count && !found; i++)
    found = !subject->objects[i].is_ops && is_called(subject->objects[i].type, name);
  free(name);
  return found && is_record(type);
}

static bool is_node(const struct subject *subject, CXCursor field) {
  for (uint32_t i = 0; i < subject->node_count; i++)
    if (types_is_same_place(subject->nodes[i].field, field)) return true;
  return false;
}

static bool is_owned(CXCursor field) {
  struct buffer marks = {0};
  buffer_put(&marks, " ");
  if (!clang_Cursor_isNull(field)) types_add_marks(&marks, field);
  bool owned = strstr(marks.bytes, " OWN ") != NULL;
  buffer_free(&marks);
  return owned;
}

static enum shape_kind kind_of_pointer(struct shape *shape, CXType pointee, CXCursor field) {
  CXType to = clang_getCanonicalType(pointee);
  if (to.kind == CXType_FunctionProto || to.kind == CXType_FunctionNoProto) return SHAPE_GATE;
  if (is_owned(field)) return SHAPE_OWNED;
  if (to.kind == CXType_Void) {
    shape->has_untyped = true;
    return SHAPE_UNTYPED;
  }
  if (is_table(pointee)) return SHAPE_OPS;
  return is_type_of_state(shape->subject, pointee) ? SHAPE_STATE : SHAPE_VIEWED;
}

static enum shape_kind kind_of_record(struct shape *shape, CXType type, CXCursor field) {
  static const struct {
    const char *tag;
    enum shape_kind kind;
  } known[] = {{"struct lock", SHAPE_LOCK}, {"struct wait_queue", SHAPE_WAITERS}, {"struct timer", SHAPE_TIMER}};
  if (is_called(type, "struct list_node")) {
    if (!clang_Cursor_isNull(field) && is_node(shape->subject, field)) return SHAPE_NODE;
    shape->has_list = true;
    bool own = clang_Cursor_isNull(field) || subject_is_own(shape->subject, field);
    return own ? SHAPE_LIST : SHAPE_LINK;
  }
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (is_called(type, known[i].tag)) return known[i].kind;
  return clang_getCursorKind(clang_getTypeDeclaration(clang_getCanonicalType(type))) == CXCursor_UnionDecl ? SHAPE_UNION
                                                                                                           : SHAPE_IN;
}

static void add_row(struct shape *shape, uint32_t at, struct shape_row row) {
  struct shape_type *type = &shape->types[at];
  type->rows = buffer_grow(type->rows, type->row_count, &type->row_room, sizeof row);
  type->rows[type->row_count++] = row;
}

static enum CXChildVisitResult find_cpus(CXCursor cursor, CXCursor parent, CXClientData found) {
  char *name = clang_getCursorKind(cursor) == CXCursor_DeclRefExpr ? subject_spelling(cursor) : NULL;
  (void)parent;
  *(bool *)found |= name != NULL && strcmp(name, "CELL_CPUS_MAX") == 0;
  free(name);
  return CXChildVisit_Recurse;
}

// Whether an array is declared to have an element for each CPU.
static bool is_for_cpus(CXCursor field) {
  bool found = false;
  if (!clang_Cursor_isNull(field)) clang_visitChildren(field, find_cpus, &found);
  return found;
}

// What lies there, of `count` such: a row of the type `at` unless it is plain.
static void describe(struct shape *shape, uint32_t at, CXType type, CXCursor field, uint64_t offset, uint64_t count) {
  CXType canonical = clang_getCanonicalType(type), to = canonical;
  enum shape_kind kind = SHAPE_PLAIN;
  while (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray) {
    count *= canonical.kind == CXType_ConstantArray ? (uint64_t)clang_getArraySize(canonical) : 0;
    to = canonical = clang_getCanonicalType(clang_getArrayElementType(canonical));
  }
  if (canonical.kind == CXType_Atomic) to = canonical = clang_getCanonicalType(clang_Type_getValueType(canonical));
  if (canonical.kind == CXType_Pointer) {
    to = clang_getPointeeType(canonical);
    kind = kind_of_pointer(shape, to, field);
  } else if (canonical.kind == CXType_Record) {
    kind = kind_of_record(shape, canonical, field);
  }
  if (count == CPUS && is_for_cpus(field) && (kind == SHAPE_PLAIN || kind == SHAPE_IN)) kind = SHAPE_CPUS;
  if (kind == SHAPE_PLAIN) return;
  uint32_t reached = UINT32_MAX;
  if (is_record(to) && kind != SHAPE_LOCK && kind != SHAPE_OPS && kind != SHAPE_LIST && kind != SHAPE_NODE &&
      kind != SHAPE_LINK)
    reached = reach(shape, clang_getTypeDeclaration(clang_getCanonicalType(to)));
  char *name = reached == UINT32_MAX ? name_of(to) : strdup(shape->types[reached].name);
  add_row(shape, at, (struct shape_row){kind, offset, count, name});
}

struct fields {
  struct shape *shape;
  uint32_t at;
};

static enum CXVisitorResult take_field(CXCursor field, CXClientData data) {
  struct fields *fields = data;
  long long offset = clang_Cursor_getOffsetOfField(field);
  if (!clang_Cursor_isBitField(field) && offset >= 0)
    describe(fields->shape, fields->at, clang_getCursorType(field), field, (uint64_t)offset / 8, 1);
  return CXVisit_Continue;
}

// Of each that was reached, and of those that these lead to.
static void describe_reached(struct shape *shape, uint32_t from) {
  for (uint32_t i = from; i < shape->type_count; i++) {
    CXCursor declaration = shape->types[i].declaration;
    if (clang_Cursor_isNull(declaration) || clang_getCursorKind(declaration) == CXCursor_UnionDecl) continue;
    clang_Type_visitFields(clang_getCursorType(declaration), take_field, &(struct fields){shape, i});
    if (!shape->has_list) continue;
    for (uint32_t n = 0; n < shape->subject->node_count; n++)  // what hangs on the cell's lists
      reach(shape, shape->subject->nodes[n].record);
  }
}

void shape_add(struct shape *shape, const struct object *object) {
  uint32_t from = shape->type_count;
  if (is_record(object->type)) {
    reach(shape, clang_getTypeDeclaration(clang_getCanonicalType(object->type)));
  } else {
    shape->types = buffer_grow(shape->types, shape->type_count, &shape->type_room, sizeof *shape->types);
    shape->types[shape->type_count++] = (struct shape_type){.declaration = clang_getNullCursor(),
                                                            .name = name_of(object->type),
                                                            .size = (uint64_t)clang_Type_getSizeOf(object->type)};
    describe(shape, from, object->type, object->cursor, 0, 1);
  }
  describe_reached(shape, from);
}
