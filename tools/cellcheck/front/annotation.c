// SPDX-License-Identifier: Apache-2.0
// annotation: the marks of kernel/base/cell.h on a declaration, and whether they mean anything there.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/front/front.h"

enum {
  FUNCTION = 1 << ANNOTATED_FUNCTION,
  PARAMETER = 1 << ANNOTATED_PARAMETER,
  VARIABLE = 1 << ANNOTATED_VARIABLE,
  FIELD = 1 << ANNOTATED_FIELD,
  TYPE = 1 << ANNOTATED_TYPE
};

// What a mark may be put on. `holds`: it speaks of something that can be held: a pointer or a number that stands for it.
static const struct known {
  const char *text, *word;
  uint32_t mark, places;
  bool holds;
} known[] = {
    {"cell.owned", "OWNED", MARK_OWNED, TYPE, false},
    {"cell.own", "OWN", MARK_OWN, PARAMETER | VARIABLE | FIELD, true},
    {"cell.own_ret", "OWN_RET", MARK_OWN_RET, FUNCTION | PARAMETER, true},
    {"cell.view_ret", "VIEW_RET", MARK_VIEW_RET, FUNCTION | PARAMETER, true},
    {"cell.retains", "RETAINS", MARK_RETAINS, PARAMETER | FIELD, true},
    {"cell.noescape", "NOESCAPE", MARK_NOESCAPE, PARAMETER, true},
    {"cell.clock", "CLOCK", MARK_CLOCK, FUNCTION, false},
    {"cell.blocks", "BLOCKS", MARK_BLOCKS, FUNCTION, false},
    {"cell.locks", "\"cell.locks\"", MARK_LOCKS, FUNCTION, false},
    {"cell.unlocks", "\"cell.unlocks\"", MARK_UNLOCKS, FUNCTION, false},
    {"cell.forever", "FOREVER", MARK_FOREVER, FUNCTION | PARAMETER, false},
    {"cell.ends_task", "ENDS_TASK", MARK_ENDS_TASK, FUNCTION, false},
};

struct reading {
  struct front *front;
  enum annotated what;
  const char *name;
  const struct type *type;
  struct annotations *annotations;
};

static const char *const what_words[] = {"a function", "a parameter", "a variable",
                                         "a field",    "a type",      "a type that is no struct"};

static void complain(struct reading *reading, const struct attribute *attribute, const char *mend,
                     const char *message) {
  if (attribute->is_inherited) return;
  report(reading->front->reports, RULE_FRONT_ANNOTATION, NULL, place_of(reading->front, attribute->at), NULL, 0, mend,
         "%s", message);
}

static void complain_place(struct reading *reading, const struct attribute *attribute, const char *word,
                           const char *where) {
  char message[256], mend[128];
  snprintf(message, sizeof message, "%s means nothing on %s, here '%.100s'", word, what_words[reading->what],
           reading->name);
  snprintf(mend, sizeof mend, "take it away; it belongs on %s", where);
  complain(reading, attribute, mend, message);
}

static bool is_number_that_stands_for_something(const struct type *type) {
  return type->kind == TYPE_INTEGER && !type->is_signed && type->size >= 4;
}

// Whether ownership of it, or a view, can be meant.
static bool can_hold(const struct reading *reading, uint32_t mark) {
  const struct type *type = reading->type;
  if (type == NULL) return true;
  if (reading->what == ANNOTATED_FUNCTION) type = type->to;
  // Arrays of them too.
  while (type->kind == TYPE_ARRAY && type->to != NULL)
    type = type->to;
  bool is_out = reading->what == ANNOTATED_PARAMETER && (mark == MARK_OWN_RET || mark == MARK_VIEW_RET);
  if (is_out) {
    if (type->kind != TYPE_POINTER || type->to == NULL) return false;
    type = type->to;
    if (type->is_const || type->kind == TYPE_FUNCTION) return false;
    if (type->kind == TYPE_VOID) return false;
  }
  if (mark == MARK_NOESCAPE) return type->kind == TYPE_POINTER;
  if (type->kind == TYPE_POINTER || type->kind == TYPE_STRUCT || type->kind == TYPE_UNION || type->kind == TYPE_OTHER)
    return true;
  // An address may come as a number; what is only lent or shown has no other.
  bool is_address = mark == MARK_VIEW_RET || mark == MARK_RETAINS;
  return is_number_that_stands_for_something(type) && (!is_address || type->size >= 8);
}

static const char *where_word(uint32_t places) {
  if (places == FUNCTION) return "a function";
  if (places == PARAMETER) return "a parameter";
  if (places == (PARAMETER | FIELD)) return "a parameter or a field";
  if (places == TYPE) return "a struct, as in `struct OWNED ring;`";
  if (places == (FUNCTION | PARAMETER)) return "a function or a parameter";
  return "a parameter, a field or a variable";
}

static void read_mark(struct reading *reading, const struct attribute *attribute, const struct known *mark) {
  if ((mark->places & 1u << reading->what) == 0) {
    complain_place(reading, attribute, mark->word, where_word(mark->places));
    return;
  }
  if (mark->holds && !can_hold(reading, mark->mark)) {
    char message[400];
    const struct type *type = reading->type;
    if (reading->what == ANNOTATED_FUNCTION) type = type->to;
    snprintf(message, sizeof message, "%s on %s '%.100s' of type '%.100s', which holds nothing that it could speak of",
             mark->word, what_words[reading->what] + 2, reading->name, type->name);
    complain(reading, attribute,
             "take it away, or give it a pointer, or an unsigned number that stands for what is meant", message);
    return;
  }
  reading->annotations->marks |= mark->mark;
}

static bool read_kind(const char *word, enum kind *kind) {
  static const char *const words[] = {
      [KIND_READ] = "READ", [KIND_ATOMIC] = "ATOMIC", [KIND_STEPS] = "STEPS", [KIND_RAW] = "RAW"};
  for (enum kind each = KIND_READ; each <= KIND_RAW; each++) {
    if (strcmp(words[each], word) != 0) continue;
    *kind = each;
    return true;
  }
  return false;
}

// Between RAW_BEGIN and RAW_END: for what says no kind of its own.
static bool is_swept(const struct reading *reading, const struct attribute *attribute) {
  struct place place = place_of(reading->front, attribute->at);
  return place.macro != NULL && strcmp(place.macro, "RAW_BEGIN") == 0;
}

static void take_kind(struct reading *reading, const struct attribute *attribute, const char *word) {
  enum kind kind;
  if (!read_kind(word, &kind)) {
    complain(reading, attribute, "use READ, ATOMIC, STEPS or RAW of kernel/base/cell.h", "a kind that does not exist");
  } else if (reading->what != ANNOTATED_FUNCTION) {
    complain_place(reading, attribute, word, "a function");
  } else if (is_swept(reading, attribute)) {
    if (reading->annotations->swept == KIND_NONE) reading->annotations->swept = kind;
  } else if (reading->annotations->kind != KIND_NONE && reading->annotations->kind != kind) {
    char message[256];
    snprintf(message, sizeof message, "'%.100s' has two kinds; this one is %s", reading->name, word);
    complain(reading, attribute, "keep one", message);
  } else {
    reading->annotations->kind = kind;
  }
}

static bool points_to_function(const struct type *type) {
  while (type != NULL && (type->kind == TYPE_ARRAY || type->kind == TYPE_POINTER))
    type = type->to;
  return type != NULL && type->kind == TYPE_FUNCTION;
}

static void take_as(struct reading *reading, const struct attribute *attribute, const char *word) {
  enum kind kind;
  bool can_have = reading->what == ANNOTATED_PARAMETER || reading->what == ANNOTATED_FIELD;
  if (!read_kind(word, &kind)) {
    complain(reading, attribute, "use AS(READ), AS(ATOMIC), AS(STEPS) or AS(RAW)",
             "AS() of a kind that does not exist");
  } else if (!can_have || !points_to_function(reading->type)) {
    complain_place(reading, attribute, "AS()", "a parameter or field that points to a function");
  } else {
    reading->annotations->as = kind;
  }
}

static void take_unsafe(struct reading *reading, const struct attribute *attribute, const char *reason) {
  if (reading->what != ANNOTATED_FUNCTION && reading->what != ANNOTATED_VARIABLE) {
    complain_place(reading, attribute, "CELL_UNSAFE", "a function or a static variable");
  } else if (reason[strspn(reason, " ")] == 0) {
    complain(reading, attribute, "say which rule is broken, why, and what keeps it right",
             "CELL_UNSAFE without a reason");
  } else {
    reading->annotations->unsafe = reason;
  }
}

static void read_annotation(struct reading *reading, const struct attribute *attribute) {
  const char *text = strings_take(&reading->front->strings, attribute->text, attribute->length);
  if (strncmp(text, "cell.", 5) != 0) return;
  if (strncmp(text, "cell.kind=", 10) == 0) return take_kind(reading, attribute, text + 10);
  if (strncmp(text, "cell.as=", 8) == 0) return take_as(reading, attribute, text + 8);
  if (strncmp(text, "cell.unsafe=", 12) == 0) return take_unsafe(reading, attribute, text + 12);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].text, text) == 0) return read_mark(reading, attribute, &known[i]);
  char message[256];
  snprintf(message, sizeof message, "nobody knows the annotation \"%.100s\"", text);
  complain(reading, attribute, "use the words of kernel/base/cell.h", message);
}

// A constructor, an alias: used where no rule sees it.
static void complain_use(struct reading *reading, const struct attribute *attribute) {
  struct place place = place_of(reading->front, attribute->at);
  if (attribute->is_inherited || own_source(reading->front, place.file) == NULL) return;
  report(reading->front->reports, RULE_FRONT_UNSEEN, NULL, place, NULL, 0,
         "take the attribute away, and call it where it is needed",
         "'%s' is used by an attribute, where cellcheck does not see it", reading->name);
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)parent;
  struct reading *reading = data;
  // A cursor's attributes come first.
  if (!clang_isAttribute(clang_getCursorKind(cursor))) return CXChildVisit_Break;
  struct attribute attribute;
  attribute_read(cursor, &attribute);
  switch (attribute.kind) {
  case ATTRIBUTE_ANNOTATE: read_annotation(reading, &attribute); break;
  case ATTRIBUTE_SECTION:
    reading->annotations->section = strings_take(&reading->front->strings, attribute.text, attribute.length);
    break;
  case ATTRIBUTE_CLEANUP: reading->annotations->cleanup = attribute.function; break;
  case ATTRIBUTE_NORETURN: reading->annotations->is_noreturn = true; break;
  case ATTRIBUTE_VISIBLE: reading->annotations->is_visible = true; break;
  case ATTRIBUTE_HIDDEN_USE: complain_use(reading, &attribute); break;
  case ATTRIBUTE_OTHER: break;
  }
  return CXChildVisit_Continue;
}

void annotations_read(struct front *front, const struct declaration *declaration, enum annotated what, const char *name,
                      const struct type *type, struct annotations *annotations) {
  struct reading reading = {.front = front, .what = what, .name = name, .type = type, .annotations = annotations};
  clang_visitChildren(cursor_of_declaration(front->unit->unit, declaration), visit, &reading);
}

static enum CXChildVisitResult find_mark(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)parent;
  bool *found = data;
  if (!clang_isAttribute(clang_getCursorKind(cursor))) return CXChildVisit_Break;
  struct attribute attribute;
  attribute_read(cursor, &attribute);
  *found = attribute.kind == ATTRIBUTE_ANNOTATE && attribute.length > 5 && strncmp(attribute.text, "cell.", 5) == 0;
  return *found ? CXChildVisit_Break : CXChildVisit_Continue;
}

bool has_annotations(struct front *front, const struct declaration *declaration) {
  bool found = false;
  clang_visitChildren(cursor_of_declaration(front->unit->unit, declaration), find_mark, &found);
  return found;
}
