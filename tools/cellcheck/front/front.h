// SPDX-License-Identifier: Apache-2.0
// front: what the parts of the front share: one reading of a cell, unit after unit.
//
// A unit is one source with all that it includes, as libclang parsed it. Declarations of several units are one: a function or a variable by
// its name, or, if it is static, by where it stands; a record by its tag and where it stands.
#pragma once
#include "tools/cellcheck/front/clang.h"
#include "tools/cellcheck/front/table.h"
#include "tools/cellcheck/report.h"

struct unit {
  CXTranslationUnit unit;
  CXSourceLocation any;
  const char *path;
  struct table files;      // CXFile: const char *
  struct table places;     // unused ones are dropped with the unit
  struct table types;      // canonical QualType: struct type *
  struct table fields;     // struct declaration: struct field *
  struct table functions;  // canonical struct declaration: struct function *
  struct table variables;
  struct table redeclared;  // canonical struct declaration: struct redeclaration *, all of them
  uint32_t last_at;
  struct place last_place;
};

struct redeclaration {
  const struct declaration *declaration;
  struct redeclaration *next;  // the one before it in the text
};

struct body {
  struct function *function;
  const struct declaration *declaration;
  struct body *next;
};

struct record {  // of a struct or union: what the IR does not tell
  struct type *type;
  const struct declaration *declaration;  // in the unit being read
  bool is_filled;
};

struct front {
  const struct front_options *options;
  struct reports *reports;
  struct cell *cell;
  struct ir_memory *arena;
  struct strings strings;
  struct unit *unit;
  uint64_t pointer_size;
  struct table own_files;                      // interned path: struct source *
  struct table types;                          // interned key: struct type *
  struct table tags;                           // interned "struct tag": struct tagged *
  struct table records;                        // struct type *: struct record *
  struct table functions, variables, lowered;  // interned key: the thing
  struct record **pending;
  struct body *bodies, **bodies_end;
  struct type **all_types;
  uint32_t pending_count, pending_size, all_type_count, all_type_size;
  uint32_t type_room, function_room, variable_room;
  const struct type *type_void, *type_bool, *type_int, *type_size, *type_pointer, *type_initializer;
  struct builder *around;  // of the function whose static local is being read
};

// place.c
struct place place_of(struct front *front, uint32_t at);
const char *place_file(struct front *front, CXFile file);
struct source *own_source(struct front *front, const char *file);

// type.c
struct type *type_of_value(struct front *front, const void *type);  // canonical, with its qualifiers
const struct type *type_unqualified(const struct type *type);
const struct type *type_pointer_to(struct front *front, const struct type *type);
const struct field *type_field(struct front *front, const struct declaration *declaration, const struct type *in);
void type_add(struct front *front, const struct declaration *declaration);  // a record or enum of an own file
void type_fill_all(struct front *front);
void type_finish(struct front *front);
void type_start(struct front *front, uint64_t pointer_size);

// annotation.c
enum annotated {
  ANNOTATED_FUNCTION,
  ANNOTATED_PARAMETER,
  ANNOTATED_VARIABLE,
  ANNOTATED_FIELD,
  ANNOTATED_TYPE,
  ANNOTATED_OTHER
};
struct annotations {
  uint32_t marks;
  enum kind kind, as, swept;  // swept: by RAW_BEGIN
  const char *unsafe, *section;
  bool is_noreturn, is_visible;
  const struct declaration *cleanup;
};
// Adds those of a declaration. `name` and `type` are for sentences; type: null: not a value.
void annotations_read(struct front *front, const struct declaration *declaration, enum annotated what, const char *name,
                      const struct type *type, struct annotations *annotations);

bool has_annotations(struct front *front, const struct declaration *declaration);

// declaration.c
struct function *function_of(struct front *front, const struct declaration *declaration);
struct variable *variable_of(struct front *front, const struct declaration *declaration, struct function *in);
struct function *function_make(struct front *front, const char *name, const struct type *type, struct place place);
// A function that no source declares: a builtin. `key`: by which table_get() of functions finds it.
struct function *function_add(struct front *front, const char *name, const struct type *type, const char *key);
struct variable *variable_make_static(struct front *front, const struct type *type, struct place place);
void declarations_read(struct front *front);
void array_add(struct ir_memory *arena, void *array, uint32_t *count, uint32_t *size, void *element);

// body.c
void body_lower(struct front *front, struct function *function, const struct declaration *declaration);
struct function *initializer_lower(struct front *front, struct variable *variable, const struct node *value);

bool node_evaluate(struct front *front, const struct node *node, int64_t *number);
