// SPDX-License-Identifier: Apache-2.0
// types: what the layout of a type is, as text to take a fingerprint of (docs/abi.md). The text does not depend on the
// order of declarations, on what else a file declares, or on where it lies.
#pragma once
#include "tools/cell/celltool/dwarf.h"

struct types {
  const char *label;
  struct dwarf dwarf;
  const char *const *foreign;  // headers of other cells
  size_t foreign_count;
  const char *const *secret;  // the cell's own sources and private headers
  size_t secret_count;
};

// The global variable of that name; DWARF_NONE: the debug data has none.
uint32_t types_variable(const struct types *types, const char *name);
uint32_t types_function(const struct types *types, const char *name);

// Of the type of a variable, with all that its pointers lead to. all: also of every struct, union and enum that the
// cell's own files declare, because objects that hang on list nodes and untyped pointers do not show in the type.
uint64_t types_schema(const struct types *types, uint32_t variable, bool all);
// Of a function's type and all that it leads to; of every own type too when a parameter may hide one of them.
uint64_t types_abi(const struct types *types, uint32_t function);

// Of the types that those functions hand out and that stand in its sources or private headers: with them of every own type. 0: there are none.
uint64_t types_layout(const struct types *types, const uint32_t *functions, size_t count);
