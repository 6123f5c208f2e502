// SPDX-License-Identifier: Apache-2.0
// subject: what the sources of one cell declare that concerns its state: objects, tables, callbacks, migrations, its own types, who refers to what.
//
// Everything is read from clang's tree of each source; strings live as long as the subject. Names of functions that are static in several sources
// count as one, which can only make a state look demanded by more.
#pragma once
#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

struct object {  // CELL_STATE, CELL_CPU_STATE, CELL_OPS
  const char *name;
  CXCursor cursor;
  CXType type;  // of one element where there is one for each CPU
  bool is_ops, is_cpu;
};

struct function {
  const char *name, *header;  // header: where it is declared first; null: in no header
  CXCursor cursor;            // the definition; null cursor: only declared
  char kind[16];              // "": none
  bool is_callback;
  const char **names;  // functions and objects that it refers to
  uint32_t name_count;
  size_t name_room;
};

struct migration {  // CELL_MIGRATE
  const char *state, *function;
  uint64_t revision;
};

struct node {  // a member by which objects hang on lists: LIST_OBJECT(.., record, member)
  CXCursor field, record;
};

struct subject {
  const char *label;
  const char *const *own;  // its files
  uint32_t own_count;
  struct object *objects;
  struct function *functions;
  struct migration *migrations;
  struct node *nodes;
  CXCursor *types;  // own structs, unions and enums with a tag, in the order of their tags
  uint32_t object_count, function_count, migration_count, node_count, type_count;
  size_t object_room, function_room, migration_room, node_room, type_room;
};

void subject_read(struct subject *subject, const CXTranslationUnit *units, uint32_t count);
const struct object *subject_object(const struct subject *subject, const char *name);  // null: none
struct function *subject_function(const struct subject *subject, const char *name);    // null: none
// Whether the function comes to that object, itself or through others of the cell.
bool subject_refers(const struct subject *subject, const char *function, const char *object);
char *subject_spelling(CXCursor cursor);  // the caller frees it
bool subject_is_own(const struct subject *subject, CXCursor cursor);
