// SPDX-License-Identifier: Apache-2.0
// undeclared_excused: one that CELL_UNSAFE excuses.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t probe_count(void);
// file: undeclared_excused.c
#include "cell.h"

// excused: state.undeclared 'probes' is writable static data, and the graph does not know of it
CELL_UNSAFE("written by the boot stub, before there is a graph") static uint32_t probes;

uint32_t probe_count(void) {
  return probes;
}
