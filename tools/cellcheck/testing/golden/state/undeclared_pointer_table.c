// SPDX-License-Identifier: Apache-2.0
// undeclared_pointer_table: a table of names whose pointers can be changed.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ VIEW_RET const char *colour_name(uint32_t colour);
// file: undeclared_pointer_table.c
#include "cell.h"

// want: state.undeclared 'names' is writable static data, and the graph does not know of it
static const char *names[] = {"red", "green", "blue"};

const char *colour_name(uint32_t colour) {
  return colour < 3 ? names[colour] : "?";
}
