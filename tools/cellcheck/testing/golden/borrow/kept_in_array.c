// SPDX-License-Identifier: Apache-2.0
// kept_in_array: a borrow is kept at a computed index.
// file: kept_in_array.h public
#pragma once
#include "kernel/base/cell.h"

struct names {
  const char *name[8];
  uint32_t count;
};

ATOMIC status_t name_add(const char *name);

// file: kept_in_array.c
#include "kept_in_array.h"

CELL_STATE(struct names, names);

status_t name_add(const char *name) {
  // note: 'names.count' is not 8 here
  if (names.count == 8) return FULL;
  // want: borrow.kept 'name' keeps 'name', which is borrowed, when the function returns
  names.name[names.count++] = name;
  return OK;
}
