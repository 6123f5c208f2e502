// SPDX-License-Identifier: Apache-2.0
// A type is written as an expression, from left to right, in which structs, unions and enums stand by name; each of those that was reached gets a
// section of lines. clang's types are walked with their typedefs, because alignment and the marks on parameters are lost in canonical types.
#include "tools/cellcheck/abi/type_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/attributes.h"

enum { MOST_DEPTH = 200, MOST_DEFINITIONS = 8, MOST_PARAMETERS = 256 };
enum qualifier { CONST = 1, VOLATILE = 2, RESTRICT = 4 };

struct reached {
  CXCursor declaration;  // the definition, where there is one
  char *name;            // as the text has it
  const char *marks;
};

struct type_text {
  const struct types *types;
  struct buffer text;
  struct reached *reached;
  uint32_t count, described;
  size_t room;
  int depth;
};

// What is known of the place where a type stands.
struct place {
  const char *name;                      // of what has it; a type without a tag is named after that
  CXCursor parameters[MOST_PARAMETERS];  // of the function types in its declarator, as clang visits them
  uint32_t count, next;
};

static void put_type(struct type_text *text, CXType type, unsigned qualifiers, struct place *place);

struct type_text *type_text_open(const struct types *types) {
  size_t room = 0;
  struct type_text *text = buffer_grow(NULL, 0, &room, sizeof *text);
  *text = (struct type_text){.types = types};
  buffer_put(&text->text, "");
  return text;
}

void type_text_format(struct type_text *text, const char *format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  buffer_put(&text->text, line);
}

void type_text_put(struct type_text *text, const char *string) {
  buffer_put(&text->text, string);
}

static enum CXChildVisitResult take_parameter(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct place *place = data;
  (void)parent;
  if (clang_getCursorKind(cursor) == CXCursor_ParmDecl && place->count < MOST_PARAMETERS)
    place->parameters[place->count++] = cursor;
  return CXChildVisit_Continue;
}

static void open_place(struct place *place, const char *name, CXCursor of) {
  place->name = name;
  place->count = place->next = 0;
  if (!clang_Cursor_isNull(of)) clang_visitChildren(of, take_parameter, place);
}

// ---- Names of what is reached ----

static uint32_t reach(struct type_text *text, CXCursor declaration, const char *where) {
  for (uint32_t i = 0; i < text->count; i++)
    if (types_is_same_place(text->reached[i].declaration, declaration) &&
        clang_getCursorKind(text->reached[i].declaration) == clang_getCursorKind(declaration) &&
        (clang_equalCursors(text->reached[i].declaration, declaration) || !clang_Cursor_isAnonymous(declaration)))
      return i;
  struct buffer name = {0};
  if (!types_tag(declaration, &name)) {
    enum CXCursorKind kind = clang_getCursorKind(declaration);
    buffer_free(&name);
    buffer_format(&name, "%s %s",
                  kind == CXCursor_EnumDecl    ? "enum"
                  : kind == CXCursor_UnionDecl ? "union"
                                               : "struct",
                  where);
  }
  uint32_t same = 0;  // others of that name: of another scope, of another source
  size_t size = name.size;
  for (uint32_t i = 0; i < text->count; i++)
    same += strncmp(text->reached[i].name, name.bytes, size) == 0 &&
            (text->reached[i].name[size] == 0 || text->reached[i].name[size] == '~');
  if (same != 0) buffer_format(&name, "~%u", same + 1);
  text->reached = buffer_grow(text->reached, text->count, &text->room, sizeof *text->reached);
  text->reached[text->count] = (struct reached){declaration, name.bytes, types_marks(text->types, declaration)};
  return text->count++;
}

// Puts its name; an opaque type may have several definitions in other units: all of them are reached.
static void put_record(struct type_text *text, CXCursor declaration, const char *where) {
  CXCursor definitions[MOST_DEFINITIONS];
  uint32_t count = types_definitions(text->types, declaration, definitions, MOST_DEFINITIONS);
  uint32_t first = reach(text, count == 0 ? clang_getCanonicalCursor(declaration) : definitions[0], where);
  for (uint32_t i = 1; i < count; i++)
    reach(text, definitions[i], where);
  buffer_put(&text->text, text->reached[first].name);
}

void type_text_reach(struct type_text *text, CXCursor declaration) {
  size_t size = text->text.size;
  put_record(text, declaration, "");
  text->text.size = size;
  text->text.bytes[size] = 0;
}

bool type_text_has(const struct type_text *text, CXCursor declaration) {
  CXCursor definition = clang_getCursorDefinition(declaration);
  CXCursor wanted = clang_Cursor_isNull(definition) ? clang_getCanonicalCursor(declaration) : definition;
  for (uint32_t i = 0; i < text->count; i++)
    if (types_is_same_place(text->reached[i].declaration, wanted)) return true;
  return false;
}

// ---- Expressions ----

static void put_qualifiers(struct type_text *text, unsigned qualifiers) {
  if (qualifiers & CONST) buffer_put(&text->text, "const ");
  if (qualifiers & VOLATILE) buffer_put(&text->text, "volatile ");
  if (qualifiers & RESTRICT) buffer_put(&text->text, "restrict ");
}

// By width and sign; what the type ids of kcfi tell apart stays apart: char, long long.
static void put_builtin(struct type_text *text, CXType type) {
  static const struct {
    enum CXTypeKind kind;
    const char *name;
  } names[] = {{CXType_Void, "void"},
               {CXType_Bool, "bool"},
               {CXType_Char_S, "char"},
               {CXType_Char_U, "char"},
               {CXType_LongLong, "longlong"},
               {CXType_ULongLong, "ulonglong"},
               {CXType_Half, "float16"},
               {CXType_Float16, "float16"},
               {CXType_Float, "float32"},
               {CXType_Double, "float64"},
               {CXType_LongDouble, "longdouble"},
               {CXType_Float128, "float128"},
               {CXType_NullPtr, "nullptr_t"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].kind == type.kind) {
      buffer_put(&text->text, names[i].name);
      return;
    }
  bool is_signed = type.kind == CXType_SChar || type.kind == CXType_Short || type.kind == CXType_Int ||
                   type.kind == CXType_Long || type.kind == CXType_Int128;
  bool is_unsigned = type.kind == CXType_UChar || type.kind == CXType_UShort || type.kind == CXType_UInt ||
                     type.kind == CXType_ULong || type.kind == CXType_UInt128;
  if (is_signed || is_unsigned) {
    buffer_format(&text->text, "%sint%lld_t", is_signed ? "" : "u", clang_Type_getSizeOf(type) * 8);
    return;
  }
  CXString spelling = clang_getTypeSpelling(type);  // _BitInt and whatever comes
  buffer_put(&text->text, clang_getCString(spelling));
  clang_disposeString(spelling);
}

// A parameter as its caller sees it: arrays and functions are pointers, const and volatile are the callee's own affair.
static void put_parameter(struct type_text *text, CXType type, bool is_restrict, CXCursor parameter, uint32_t number) {
  char name[16];
  struct place *place = buffer_grow(NULL, 0, &(size_t){0}, sizeof *place);
  snprintf(name, sizeof name, "%u", number);
  open_place(place, name, parameter);
  if (!clang_Cursor_isNull(parameter)) {
    types_add_marks(&text->text, parameter);
    attributes_put(&text->text, parameter);
  }
  CXType canonical = clang_getCanonicalType(type);
  bool is_array = canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray ||
                  canonical.kind == CXType_VariableArray;
  bool is_function = canonical.kind == CXType_FunctionProto || canonical.kind == CXType_FunctionNoProto;
  if (is_array || is_function) {
    put_qualifiers(text, is_restrict ? RESTRICT : 0);
    buffer_put(&text->text, "*");
  }
  if (is_array) {
    CXString spelling = clang_getTypeSpelling(type);
    if (canonical.kind == CXType_ConstantArray)
      buffer_format(&text->text, "[%s%lld]", strstr(clang_getCString(spelling), "[static ") != NULL ? "at least " : "",
                    clang_getArraySize(type));
    clang_disposeString(spelling);
    CXType element = clang_getArrayElementType(type);
    put_type(text, element.kind == CXType_Invalid ? clang_getArrayElementType(canonical) : element, 0, place);
  } else if (is_function) {
    put_type(text, type, 0, place);
  } else {
    put_type(text, type, is_restrict ? RESTRICT : 0, place);
  }
  free(place);
}

static CXType without_own(CXType type, bool *is_restrict) {
  *is_restrict = clang_isRestrictQualifiedType(type);
  return clang_getUnqualifiedType(type);
}

// The parameters are declarations where the place has them (then marks are known), else types.
static void put_function(struct type_text *text, CXType type, struct place *place) {
  CXType canonical = clang_getCanonicalType(type);
  int count = clang_getNumArgTypes(canonical);
  // clang visits what the result's type declares first.
  size_t mark = text->text.size;
  CXType result = clang_getResultType(type);
  put_type(text, result, 0, place);
  char *said = strdup(text->text.bytes + mark);
  text->text.size = mark;
  buffer_put(&text->text, "function(");
  for (int i = 0; i < count; i++) {
    bool is_restrict;
    bool declared = place->count - place->next >= (uint32_t)(count - i);
    CXCursor parameter = declared ? place->parameters[place->next++] : clang_getNullCursor();
    CXType argument = without_own(clang_getArgType(type, (unsigned)i), &is_restrict);
    if (i != 0) buffer_put(&text->text, ", ");
    put_parameter(text, declared ? clang_getUnqualifiedType(clang_getCursorType(parameter)) : argument, is_restrict,
                  parameter, (uint32_t)i + 1);
  }
  if (clang_isFunctionTypeVariadic(canonical)) buffer_put(&text->text, count == 0 ? "..." : ", ...");
  buffer_format(&text->text, ") -> %s", said);
  attributes_put_of_type(&text->text, canonical);
  free(said);
}

static void put_typedef(struct type_text *text, CXType type, unsigned qualifiers, const struct place *place) {
  CXCursor declaration = clang_getTypeDeclaration(type);
  CXType under = clang_getTypedefDeclUnderlyingType(declaration);
  struct place *inner = buffer_grow(NULL, 0, &(size_t){0}, sizeof *inner);
  open_place(inner, place->name, declaration);
  long long align = clang_Type_getAlignOf(type), plain = clang_Type_getAlignOf(clang_getCanonicalType(type));
  if (align > 0 && align != plain) buffer_format(&text->text, "aligned(%lld) ", align);
  types_add_marks(&text->text, declaration);
  put_type(text, under, qualifiers, inner);
  free(inner);
}

static void put_array(struct type_text *text, CXType type, unsigned qualifiers, struct place *place) {
  if (type.kind == CXType_ConstantArray)
    buffer_format(&text->text, "[%lld]", clang_getArraySize(type));
  else
    buffer_put(&text->text, type.kind == CXType_IncompleteArray ? "[]" : "[?]");
  put_type(text, clang_getArrayElementType(type), qualifiers, place);
}

static void put_bare(struct type_text *text, CXType type, unsigned qualifiers, struct place *place) {
  CXType canonical = clang_getCanonicalType(type);
  if (canonical.kind == CXType_FunctionProto || canonical.kind == CXType_FunctionNoProto) {
    if (type.kind == CXType_Typedef) {
      put_typedef(text, type, 0, place);
    } else if (type.kind == CXType_Elaborated) {
      put_type(text, clang_Type_getNamedType(type), 0, place);
    } else {
      put_function(text, type, place);
    }
    return;
  }
  switch (type.kind) {
  case CXType_Elaborated: put_type(text, clang_Type_getNamedType(type), qualifiers, place); return;
  case CXType_Typedef: put_typedef(text, type, qualifiers, place); return;
  case CXType_Attributed: put_type(text, clang_Type_getModifiedType(type), qualifiers, place); return;
  case CXType_ConstantArray:
  case CXType_IncompleteArray:
  case CXType_VariableArray: put_array(text, type, qualifiers, place); return;
  default: break;
  }
  put_qualifiers(text, qualifiers);
  unsigned space = clang_getAddressSpace(type);
  if (space != 0) buffer_format(&text->text, "space(%u) ", space);
  switch (type.kind) {
  case CXType_Pointer:
    buffer_put(&text->text, "*");
    put_type(text, clang_getPointeeType(type), 0, place);
    return;
  case CXType_Record:
  case CXType_Enum: put_record(text, clang_getTypeDeclaration(type), place->name); return;
  case CXType_Atomic:
    buffer_put(&text->text, "atomic ");
    put_type(text, clang_Type_getValueType(type), 0, place);
    return;
  case CXType_Complex:
    buffer_put(&text->text, "complex ");
    put_type(text, clang_getElementType(type), 0, place);
    return;
  case CXType_Vector:
  case CXType_ExtVector:
    buffer_format(&text->text, "vector(%lld) ", clang_getNumElements(type));
    put_type(text, clang_getElementType(type), 0, place);
    return;
  default: put_builtin(text, type);
  }
}

static void put_type(struct type_text *text, CXType type, unsigned qualifiers, struct place *place) {
  if (++text->depth > MOST_DEPTH) {
    fputs("error: a type is nested more than 200 deep; give its parts names\n", stderr);
    exit(2);
  }
  if (clang_isConstQualifiedType(type)) qualifiers |= CONST;
  if (clang_isVolatileQualifiedType(type)) qualifiers |= VOLATILE;
  if (clang_isRestrictQualifiedType(type)) qualifiers |= RESTRICT;
  CXType canonical = clang_getCanonicalType(type);
  // Brackets, typeof and the like, which the interface does not tell: the canonical type is the same but for what a typedef says.
  bool opaque = type.kind == CXType_Unexposed && canonical.kind != CXType_FunctionProto &&
                canonical.kind != CXType_FunctionNoProto;
  if (opaque && canonical.kind != CXType_Unexposed) {
    put_type(text, canonical, qualifiers, place);
  } else {
    put_bare(text, type, qualifiers, place);
  }
  text->depth--;
}

void type_text_type(struct type_text *text, CXType type, CXCursor of) {
  CXString name = clang_getCursorSpelling(of);
  struct place *place = buffer_grow(NULL, 0, &(size_t){0}, sizeof *place);
  const char *said = clang_getCString(name);
  open_place(place, said == NULL || said[0] == 0 ? "object" : said, of);
  put_type(text, type, 0, place);
  clang_disposeString(name);
  free(place);
}

void type_text_function(struct type_text *text, CXCursor function, const char *kind) {
  CXString name = clang_getCursorSpelling(function);
  CXType type = clang_getCursorType(function), canonical = clang_getCanonicalType(type);
  struct place *place = buffer_grow(NULL, 0, &(size_t){0}, sizeof *place);
  open_place(place, "result", function);
  buffer_format(&text->text, "function %s: %s\n", clang_getCString(name), kind);
  size_t mark = text->text.size;
  buffer_put(&text->text, "  attributes: ");
  size_t before = text->text.size;
  types_add_marks(&text->text, function);
  attributes_put(&text->text, function);
  attributes_put_of_type(&text->text, canonical);
  attributes_tidy(&text->text, before);
  if (text->text.size == before)
    text->text.size = mark;
  else
    buffer_put(&text->text, "\n");
  buffer_put(&text->text, "  result: ");
  put_type(text, clang_getResultType(type), 0, place);
  buffer_put(&text->text, "\n");
  int count = clang_Cursor_getNumArguments(function);
  for (int i = 0; i < count; i++) {
    CXCursor parameter = clang_Cursor_getArgument(function, (unsigned)i);
    bool is_restrict;
    without_own(clang_getArgType(type, (unsigned)i), &is_restrict);
    buffer_format(&text->text, "  %d: ", i + 1);
    put_parameter(text, clang_getUnqualifiedType(clang_getCursorType(parameter)), is_restrict, parameter,
                  (uint32_t)i + 1);
    buffer_put(&text->text, "\n");
  }
  if (clang_isFunctionTypeVariadic(canonical)) buffer_put(&text->text, "  more: ...\n");
  clang_disposeString(name);
  free(place);
}

// ---- Sections ----

struct section {
  struct type_text *text;
  const char *name;
  uint32_t index;
};

static enum CXVisitorResult put_field(CXCursor field, CXClientData data) {
  struct section *section = data;
  struct type_text *text = section->text;
  CXString spelling = clang_getCursorSpelling(field);
  bool named = clang_getCString(spelling) != NULL && clang_getCString(spelling)[0] != 0 &&
               strchr(clang_getCString(spelling), '(') == NULL;
  long long offset = clang_Cursor_getOffsetOfField(field);
  int width = clang_Cursor_isBitField(field) ? clang_getFieldDeclBitWidth(field) : -1;
  section->index++;
  if (width >= 0 && !named) {  // padding: what follows says where it lies
    clang_disposeString(spelling);
    return CXVisit_Continue;
  }
  struct buffer name = {0};
  if (named)
    buffer_put(&name, clang_getCString(spelling));
  else
    buffer_format(&name, "(%u)", section->index);
  struct buffer where = {0};
  buffer_format(&where, "%s.%s", strchr(section->name, ' ') + 1, name.bytes);
  struct place *place = buffer_grow(NULL, 0, &(size_t){0}, sizeof *place);
  open_place(place, where.bytes, field);
  buffer_format(&text->text, "  %s at %lld", name.bytes, offset / 8);
  if (width >= 0) buffer_format(&text->text, ".%lld bits %d", offset % 8, width);
  buffer_put(&text->text, ": ");
  types_add_marks(&text->text, field);
  put_type(text, clang_getCursorType(field), 0, place);
  buffer_put(&text->text, "\n");
  free(place);
  buffer_free(&where);
  buffer_free(&name);
  clang_disposeString(spelling);
  return CXVisit_Continue;
}

struct enumerators {
  struct enumerator {
    struct buffer line;
    long long value;
  } *list;
  size_t count, room;
};

static enum CXChildVisitResult take_enumerator(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct enumerators *all = data;
  if (clang_getCursorKind(cursor) != CXCursor_EnumConstantDecl) return CXChildVisit_Continue;
  CXString name = clang_getCursorSpelling(cursor);
  all->list = buffer_grow(all->list, all->count, &all->room, sizeof *all->list);
  struct enumerator *enumerator = &all->list[all->count++];
  *enumerator = (struct enumerator){.value = clang_getEnumConstantDeclValue(cursor)};
  buffer_format(&enumerator->line, "  %s: ", clang_getCString(name));
  type_text_enumerator(&enumerator->line, cursor, parent);
  buffer_put(&enumerator->line, "\n");
  clang_disposeString(name);
  return CXChildVisit_Continue;
}

static int by_value(const void *a, const void *b) {
  const struct enumerator *left = a, *right = b;
  if (left->value != right->value) return left->value < right->value ? -1 : 1;
  return strcmp(left->line.bytes, right->line.bytes);
}

// By their values: nobody can tell in which order they were written.
static void put_enumerators(struct type_text *text, CXCursor declaration) {
  struct enumerators all = {0};
  clang_visitChildren(declaration, take_enumerator, &all);
  if (all.count != 0) qsort(all.list, all.count, sizeof *all.list, by_value);
  for (size_t i = 0; i < all.count; i++) {
    buffer_put(&text->text, all.list[i].line.bytes);
    buffer_free(&all.list[i].line);
  }
  free(all.list);
}

void type_text_enumerator(struct buffer *text, CXCursor enumerator, CXCursor of) {
  CXType under = clang_getCanonicalType(clang_getEnumDeclIntegerType(of));
  bool is_signed = under.kind == CXType_SChar || under.kind == CXType_Char_S || under.kind == CXType_Short ||
                   under.kind == CXType_Int || under.kind == CXType_Long || under.kind == CXType_LongLong ||
                   under.kind == CXType_Int128;
  if (is_signed)
    buffer_format(text, "%lld", clang_getEnumConstantDeclValue(enumerator));
  else
    buffer_format(text, "%llu", clang_getEnumConstantDeclUnsignedValue(enumerator));
}

static void describe(struct type_text *text, uint32_t index) {
  CXCursor declaration = text->reached[index].declaration;
  struct section section = {.text = text, .name = strdup(text->reached[index].name)};
  CXType type = clang_getCursorType(declaration);
  buffer_format(&text->text, "%s: %s", section.name, text->reached[index].marks);
  if (!clang_isCursorDefinition(declaration)) {
    buffer_put(&text->text, "opaque\n");
  } else if (clang_getCursorKind(declaration) == CXCursor_EnumDecl) {
    struct place *place = buffer_grow(NULL, 0, &(size_t){0}, sizeof *place);
    open_place(place, section.name, clang_getNullCursor());
    put_type(text, clang_getEnumDeclIntegerType(declaration), 0, place);
    free(place);
    buffer_put(&text->text, "\n");
    put_enumerators(text, declaration);
  } else {
    buffer_format(&text->text, "size %lld align %lld\n", clang_Type_getSizeOf(type), clang_Type_getAlignOf(type));
    clang_Type_visitFields(type, put_field, &section);
  }
  free((char *)section.name);
}

void type_text_complete(struct type_text *text) {
  while (text->described < text->count)
    describe(text, text->described++);
}

char *type_text_close(struct type_text *text) {
  type_text_complete(text);
  char *string = text->text.bytes;
  for (uint32_t i = 0; i < text->count; i++)
    free(text->reached[i].name);
  free(text->reached);
  free(text);
  return string;
}
