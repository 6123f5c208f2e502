// SPDX-License-Identifier: Apache-2.0
// kept_in_helper: a helper without marks keeps what its caller borrowed.
// file: kept_in_helper.h public
#pragma once
#include "kernel/base/cell.h"

struct names {
  const char *last;
};

ATOMIC void name_use(const char *name);

// file: kept_in_helper.c
#include "kept_in_helper.h"

CELL_STATE(struct names, names);

static void remember(const char *name) {
  // want: borrow.kept 'names.last' keeps 'name', which is borrowed, when the function returns
  names.last = name;
}

void name_use(const char *name) {
  // note: 'name' is null here
  if (name != NULL) remember(name);
}
