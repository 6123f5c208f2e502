// SPDX-License-Identifier: Apache-2.0
// shape: the descriptor of a state: which words of it, and of all types that it reaches, are more than numbers. docs/state.md has the kinds.
#pragma once
#include "tools/cellcheck/abi/types.h"
#include "tools/cellcheck/schema/subject.h"

enum shape_kind {
  SHAPE_PLAIN,
  SHAPE_LIST,     // the head of a list
  SHAPE_NODE,     // a node in a list
  SHAPE_LINK,     // one of the two, in an object of another cell's
  SHAPE_WAITERS,  // a wait queue
  SHAPE_LOCK,
  SHAPE_TIMER,
  SHAPE_CPUS,     // an element for each CPU
  SHAPE_OWNED,    // a pointer to what it owns
  SHAPE_VIEWED,   // a pointer to what others own, or text
  SHAPE_STATE,    // a pointer to an object of the cell's state
  SHAPE_GATE,     // a pointer to a function
  SHAPE_OPS,      // a pointer to a table of functions
  SHAPE_UNTYPED,  // a pointer that does not tell to what
  SHAPE_UNION,    // one of several: what it is now the type does not tell
  SHAPE_IN,       // a struct, described by itself
  SHAPE_KINDS,
};
const char *shape_kind_name(enum shape_kind kind);

struct shape_row {
  enum shape_kind kind;
  uint64_t offset, count;  // count: elements one behind the other
  char *type;              // what it points to, or is
};

struct shape_type {
  CXCursor declaration;  // null: of an object without a struct
  char *name;
  uint64_t size;
  struct shape_row *rows;
  uint32_t row_count;
  size_t row_room;
};

struct shape {
  struct shape_type *types;  // those of the objects first, then what they lead to
  uint32_t type_count;
  size_t type_room;
  const struct subject *subject;
  const struct types *definitions;
  bool has_list, has_untyped;
};

// Adds the type of an object and all that it leads to.
void shape_add(struct shape *shape, const struct object *object);
