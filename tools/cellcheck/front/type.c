// SPDX-License-Identifier: Apache-2.0
// type: the IR's types out of clang's. Types of several units are one object when they are the same: each has a key made of its parts, a record
// its tag and where it is defined.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/front/front.h"

// The types of one tag. A later unit may tell the members of what an earlier one only names.
struct tagged {
  struct type *type;
  struct tagged *next;
};

static const char *spelling(struct front *front, const void *type) {
  CXString name = clang_getTypeSpelling(type_of(front->unit->unit, type));
  const char *text = strings_take(&front->strings, clang_getCString(name), strlen(clang_getCString(name)));
  clang_disposeString(name);
  return text;
}

static void measure(struct front *front, const void *clang_type, struct type *type) {
  CXType measured = type_of(front->unit->unit, clang_type);
  long long size = clang_Type_getSizeOf(measured), align = clang_Type_getAlignOf(measured);
  type->size = size > 0 ? (uint64_t)size : 0;
  type->align = align > 0 ? (uint64_t)align : 0;
}

static struct type *make(struct front *front, enum type_kind kind, const char *name) {
  struct type *type = ir_take(front->arena, sizeof *type);
  type->kind = kind;
  type->name = name;
  type->tag = "";
  type->plain = type;
  type->is_complete = true;
  if (front->all_type_count == front->all_type_size) {
    front->all_type_size = front->all_type_size != 0 ? front->all_type_size * 2 : 256;
    front->all_types = ir_grow(front->all_types, front->all_type_size * sizeof(struct type *));
  }
  front->all_types[front->all_type_count++] = type;
  return type;
}

static struct type *take(struct front *front, const char *key) {
  return table_get(&front->types, key);
}

// ---- Records and enums ----

static void mark_record(struct front *front, const struct declaration *declaration, struct type *type) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  if (!view.has_attributes) return;
  struct annotations annotations = {};
  enum annotated what = type->kind == TYPE_ENUM ? ANNOTATED_OTHER : ANNOTATED_TYPE;
  annotations_read(front, declaration, what, type->name, NULL, &annotations);
  type->marks |= annotations.marks;
}

static void mark_redeclared(struct front *front, const struct declaration *declaration, struct type *type) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  const struct redeclaration *each = table_get(&front->unit->redeclared, view.canonical);
  if (each == NULL) mark_record(front, declaration, type);
  for (; each != NULL; each = each->next)
    mark_record(front, each->declaration, type);
}

static uint32_t count_fields(const struct declaration *declaration) {
  uint32_t count = 0;
  for (const struct declaration *each = declaration_first(declaration); each != NULL; each = declaration_next(each)) {
    struct declaration_view view;
    declaration_read(each, &view);
    count += view.kind == DECLARATION_FIELD;
  }
  return count;
}

static bool same_place(const struct place *a, const struct place *b) {
  return a->file == b->file && a->line == b->line && a->column == b->column;
}

// Whether this unit's declaration is of that type.
static bool is_same(const struct type *type, const struct declaration *declaration, bool is_complete,
                    const struct place *place) {
  if (!is_complete || !type->is_complete) return true;
  if (!same_place(&type->place, place)) return false;
  return type->kind == TYPE_ENUM || type->field_count == count_fields(declaration);
}

static void await_fields(struct front *front, struct type *type, const struct declaration *declaration) {
  struct record *record = table_get(&front->records, type);
  if (record == NULL) {
    record = ir_take(front->arena, sizeof *record);
    record->type = type;
    table_set(&front->records, type, record);
  }
  record->declaration = declaration;
  record->is_filled = false;
  if (front->pending_count == front->pending_size) {
    front->pending_size = front->pending_size != 0 ? front->pending_size * 2 : 64;
    front->pending = ir_grow(front->pending, front->pending_size * sizeof *front->pending);
  }
  front->pending[front->pending_count++] = record;
}

static void complete_enum(struct front *front, const struct declaration *declaration, struct type *type) {
  CXType of = clang_getEnumDeclIntegerType(cursor_of_declaration(front->unit->unit, declaration));
  struct type_view view;
  if (of.kind == CXType_Invalid || of.data[0] == NULL) return;
  type_read(of.data[0], &view);
  type->is_signed = view.is_signed;
}

static void complete(struct front *front, const void *clang_type, const struct declaration *declaration,
                     struct type *type) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  type->is_complete = true;
  type->place = place_of(front, view.at);
  measure(front, clang_type, type);
  if (type->kind == TYPE_ENUM)
    complete_enum(front, declaration, type);
  else
    type->field_count = count_fields(declaration);
}

static struct type *tagged(struct front *front, const void *clang_type, bool is_enum) {
  CXCursor cursor = clang_getTypeDeclaration(type_of(front->unit->unit, clang_type));
  const struct declaration *declaration = cursor.data[0];
  struct declaration_view view;
  if (declaration == NULL) return make(front, TYPE_OTHER, spelling(front, clang_type));
  declaration_read(declaration, &view);
  struct place place = place_of(front, view.at);
  const char *word = is_enum ? "enum" : view.is_union ? "union" : "struct";
  const char *key = view.name[0] != 0
                        ? strings_format(&front->strings, "%s %s", word, view.name)
                        : strings_format(&front->strings, "%s %s:%u:%u", word, place.file, place.line, place.column);
  struct tagged *first = table_get(&front->tags, key);
  struct tagged *each = first;
  while (each != NULL && !is_same(each->type, declaration, view.is_complete, &place))
    each = each->next;
  if (each == NULL) {
    each = ir_take(front->arena, sizeof *each);
    each->type = make(front,
                      is_enum         ? TYPE_ENUM
                      : view.is_union ? TYPE_UNION
                                      : TYPE_STRUCT,
                      spelling(front, clang_type));
    each->type->tag = strings_take(&front->strings, view.name, strlen(view.name));
    each->type->is_complete = false;
    each->type->place = place;
    each->next = first;
    table_set(&front->tags, key, each);
    array_add(front->arena, &front->cell->types, &front->cell->type_count, &front->type_room, each->type);
  }
  bool is_new = view.is_complete && !each->type->is_complete;
  if (is_new) complete(front, clang_type, declaration, each->type);
  mark_redeclared(front, declaration, each->type);
  if (view.is_complete && !is_enum) await_fields(front, each->type, declaration);
  return each->type;
}

static void fill_field(struct front *front, const struct declaration *declaration, const struct declaration_view *view,
                       struct type *in, struct field *field) {
  CXCursor cursor = cursor_of_declaration(front->unit->unit, declaration);
  struct type *type = type_of_value(front, view->type);
  long long offset = clang_Cursor_getOffsetOfField(cursor);
  *field = (struct field){.name = strings_take(&front->strings, view->name, strlen(view->name)),
                          .type = type,
                          .in = in,
                          .offset_bits = offset > 0 ? (uint64_t)offset : 0,
                          .index = (uint32_t)(field - in->fields),
                          .place = place_of(front, view->at)};
  int width = view->is_bit_field ? clang_getFieldDeclBitWidth(cursor) : 0;
  if (width > 0) field->width_bits = (uint64_t)width;
  if (!view->has_attributes) return;
  struct annotations annotations = {};
  annotations_read(front, declaration, ANNOTATED_FIELD, field->name, type, &annotations);
  field->marks = annotations.marks;
  field->kind = annotations.as;
}

static void fill(struct front *front, struct record *record) {
  if (record->is_filled) return;
  record->is_filled = true;
  struct type *type = record->type;
  bool is_new = type->fields == NULL && type->field_count != 0;
  if (is_new) type->fields = ir_take(front->arena, type->field_count * sizeof *type->fields);
  uint32_t i = 0;
  for (const struct declaration *each = declaration_first(record->declaration); each != NULL && i < type->field_count;
       each = declaration_next(each)) {
    struct declaration_view view;
    declaration_read(each, &view);
    if (view.kind != DECLARATION_FIELD) continue;
    if (is_new) fill_field(front, each, &view, type, &type->fields[i]);
    table_set(&front->unit->fields, each, &type->fields[i++]);
  }
}

// ---- All others ----

static enum type_kind kind_of(enum type_class class) {
  switch (class) {
  case CLASS_VOID: return TYPE_VOID;
  case CLASS_BOOL: return TYPE_BOOL;
  case CLASS_INTEGER: return TYPE_INTEGER;
  case CLASS_FLOAT: return TYPE_FLOAT;
  case CLASS_NULL:
  case CLASS_POINTER: return TYPE_POINTER;
  case CLASS_ARRAY:
  case CLASS_OPEN_ARRAY:
  case CLASS_VARIABLE_ARRAY: return TYPE_ARRAY;
  case CLASS_FUNCTION: return TYPE_FUNCTION;
  default: return TYPE_OTHER;
  }
}

static struct type *function_type(struct front *front, const void *clang_type, const struct type_view *view) {
  const struct type *to = type_of_value(front, view->to);
  uint32_t count = view->has_prototype ? (uint32_t)view->count : 0;
  const struct type **parameters = ir_take(front->arena, count * sizeof *parameters);
  size_t room = 64 + count * 20, length;
  char *text = ir_grow(NULL, room);
  length = (size_t)snprintf(text, room, "function %p %d%d%d", (const void *)to, view->is_variadic, view->is_noreturn,
                            view->has_prototype);
  for (uint32_t i = 0; i < count; i++) {
    parameters[i] = type_of_value(front, type_parameter(clang_type, i));
    length += (size_t)snprintf(text + length, room - length, " %p", (const void *)parameters[i]);
  }
  const char *key = strings_take(&front->strings, text, length);
  free(text);
  struct type *type = take(front, key);
  if (type != NULL) return type;
  type = make(front, TYPE_FUNCTION, spelling(front, clang_type));
  type->to = to;
  type->parameters = parameters;
  type->parameter_count = count;
  type->is_variadic = view->is_variadic;
  table_set(&front->types, key, type);
  return type;
}

// Pointers, arrays, vectors, and what has a name only.
static struct type *simple_type(struct front *front, const void *clang_type, const struct type_view *view) {
  const struct type *to = view->to != NULL ? type_of_value(front, view->to) : NULL;
  const char *name = to != NULL ? "" : spelling(front, clang_type);
  const char *key = strings_format(&front->strings, "%d %p %llu %s", view->kind, (const void *)to,
                                   (unsigned long long)view->count, name);
  struct type *type = take(front, key);
  if (type != NULL) return type;
  type = make(front, kind_of(view->kind), spelling(front, clang_type));
  type->to = view->kind == CLASS_NULL ? front->type_void : to;
  type->is_signed = view->is_signed;
  type->count = view->count;
  type->is_complete = view->kind != CLASS_VOID && view->kind != CLASS_OPEN_ARRAY && view->kind != CLASS_VARIABLE_ARRAY;
  if (type->kind == TYPE_ARRAY && to != NULL) {
    type->is_const = to->is_const;
    type->is_volatile = to->is_volatile;
  }
  if (view->kind != CLASS_VOID && type->is_complete) measure(front, clang_type, type);
  table_set(&front->types, key, type);
  return type;
}

static struct type *atomic_type(struct front *front, const void *clang_type, const struct type_view *view) {
  struct type *to = type_of_value(front, view->to);
  const char *key = strings_format(&front->strings, "atomic %p", (const void *)to);
  struct type *type = take(front, key);
  if (type != NULL) return type;
  type = make(front, to->kind, spelling(front, clang_type));
  const char *name = type->name;
  *type = *to;
  type->name = name;
  type->is_atomic = true;
  type->plain = to->plain;
  measure(front, clang_type, type);
  table_set(&front->types, key, type);
  return type;
}

static struct type *plain_type(struct front *front, const void *clang_type, const struct type_view *view) {
  switch (view->kind) {
  case CLASS_RECORD: return tagged(front, clang_type, false);
  case CLASS_ENUM: return tagged(front, clang_type, true);
  case CLASS_FUNCTION: return function_type(front, clang_type, view);
  case CLASS_ATOMIC: return atomic_type(front, clang_type, view);
  default: return simple_type(front, clang_type, view);
  }
}

static struct type *qualified_type(struct front *front, const void *clang_type, const struct type_view *view,
                                   struct type *plain) {
  const char *key = strings_format(&front->strings, "qualified %p %d%d %u", (const void *)plain, view->is_const,
                                   view->is_volatile, view->other_qualifiers);
  struct type *type = take(front, key);
  if (type != NULL) return type;
  type = make(front, plain->kind, spelling(front, clang_type));
  const char *name = type->name;
  *type = *plain;
  type->name = name;
  type->plain = plain->plain;
  type->is_const |= view->is_const;
  type->is_volatile |= view->is_volatile;
  table_set(&front->types, key, type);
  return type;
}

struct type *type_of_value(struct front *front, const void *clang_type) {
  const void *canonical = type_canonical(clang_type);
  struct type *type = table_get(&front->unit->types, canonical);
  if (type != NULL) return type;
  struct type_view view;
  type_read(canonical, &view);
  bool is_array = view.kind == CLASS_ARRAY || view.kind == CLASS_OPEN_ARRAY || view.kind == CLASS_VARIABLE_ARRAY;
  if (is_array || (!view.is_const && !view.is_volatile && view.other_qualifiers == 0))
    type = plain_type(front, canonical, &view);
  else
    type = qualified_type(front, canonical, &view, type_of_value(front, view.plain));
  table_set(&front->unit->types, canonical, type);
  return type;
}

// The type of a value that was loaded.
const struct type *type_unqualified(const struct type *type) {
  return type->kind == TYPE_ARRAY ? type : type->plain;
}

const struct type *type_pointer_to(struct front *front, const struct type *type) {
  const char *key = strings_format(&front->strings, "%d %p 0 ", CLASS_POINTER, (const void *)type);
  struct type *pointer = take(front, key);
  if (pointer != NULL) return pointer;
  // As clang writes it, but for arrays and functions, of which nobody is shown such a pointer.
  bool ends_in_star = type->name[0] != 0 && type->name[strlen(type->name) - 1] == '*';
  pointer = make(front, TYPE_POINTER, strings_format(&front->strings, ends_in_star ? "%s*" : "%s *", type->name));
  pointer->to = type;
  pointer->size = front->pointer_size;
  pointer->align = pointer->size;
  table_set(&front->types, key, pointer);
  return pointer;
}

const struct field *type_field(struct front *front, const struct declaration *declaration, const struct type *in) {
  const struct field *field = table_get(&front->unit->fields, declaration);
  if (field != NULL) return field;
  struct record *record = table_get(&front->records, in->plain);
  if (record != NULL) fill(front, record);
  return table_get(&front->unit->fields, declaration);
}

void type_add(struct front *front, const struct declaration *declaration) {
  CXType type = clang_getCursorType(cursor_of_declaration(front->unit->unit, declaration));
  if (type.kind != CXType_Invalid && type.data[0] != NULL) type_of_value(front, type.data[0]);
}

void type_fill_all(struct front *front) {
  while (front->pending_count != 0)
    fill(front, front->pending[--front->pending_count]);
}

// What a later unit said of a record is true of its qualified forms too.
void type_finish(struct front *front) {
  for (uint32_t i = 0; i < front->all_type_count; i++) {
    struct type *type = front->all_types[i];
    const struct type *plain = type->plain;
    if (plain == type || plain == NULL) continue;
    type->marks = plain->marks;
    type->is_complete = plain->is_complete;
    if (type->size == 0) type->size = plain->size;
    if (type->align == 0) type->align = plain->align;
    type->fields = plain->fields;
    type->field_count = plain->field_count;
    type->place = plain->place;
  }
}

// ---- Types that the IR needs and the source may not name ----

static struct type *start_simple(struct front *front, enum type_class class, const char *name, uint64_t size) {
  const char *key = strings_format(&front->strings, "%d %p %d %s", class, (void *)NULL, 0, name);
  struct type *type = take(front, key);
  if (type != NULL) return type;
  type = make(front, kind_of(class), strings_take(&front->strings, name, strlen(name)));
  type->size = size;
  type->align = size;
  type->is_complete = class != CLASS_VOID;
  type->is_signed = strcmp(name, "int") == 0;
  table_set(&front->types, key, type);
  return type;
}

void type_start(struct front *front, uint64_t pointer_size) {
  front->type_void = start_simple(front, CLASS_VOID, "void", 0);
  front->type_bool = start_simple(front, CLASS_BOOL, "bool", 1);
  front->type_int = start_simple(front, CLASS_INTEGER, "int", 4);
  front->type_size =
      start_simple(front, CLASS_INTEGER, pointer_size == 8 ? "unsigned long" : "unsigned int", pointer_size);
  front->pointer_size = pointer_size;
  front->type_pointer = type_pointer_to(front, front->type_void);
  const char *key = "void (void), of an initializer";
  struct type *initializer = take(front, strings_take(&front->strings, key, strlen(key)));
  if (initializer == NULL) {
    initializer = make(front, TYPE_FUNCTION, strings_take(&front->strings, "void (void)", 11));
    initializer->to = front->type_void;
    table_set(&front->types, strings_take(&front->strings, key, strlen(key)), initializer);
  }
  front->type_initializer = initializer;
}
