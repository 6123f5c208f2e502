// SPDX-License-Identifier: Apache-2.0
// rodata_returned: a constant is returned without VIEW_RET.
// file: rodata_returned.h public
#pragma once
#include "kernel/base/cell.h"

READ const char *colour_default(void);
READ const char *const *colour_names(void);

// file: rodata_returned.c
#include "rodata_returned.h"

static const char *const names[] = {"red", "green", "blue"};

const char *colour_default(void) {
  // want: borrow.rodata the address of a constant is returned, which goes with this version of the cell
  return "red";
}

const char *const *colour_names(void) {
  // want: borrow.rodata the address of a constant is returned, which goes with this version of the cell
  return names;
}
