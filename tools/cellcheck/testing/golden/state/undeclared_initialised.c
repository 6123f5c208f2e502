// SPDX-License-Identifier: Apache-2.0
// undeclared_initialised: a switch that is on at first.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ bool is_verbose(void);
// file: undeclared_initialised.c
#include "cell.h"

// want: state.undeclared 'verbose' is writable static data, and the graph does not know of it
static bool verbose = true;

bool is_verbose(void) {
  return verbose;
}
