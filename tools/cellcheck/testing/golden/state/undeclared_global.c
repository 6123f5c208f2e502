// SPDX-License-Identifier: Apache-2.0
// undeclared_global: a counter that the graph does not know of.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t requests_count(void);
// file: undeclared_global.c
#include "cell.h"

// want: state.undeclared 'requests' is writable static data, and the graph does not know of it
// mend: declare it with CELL_STATE(type, name), make it const, or give it to the caller to keep
uint32_t requests;

uint32_t requests_count(void) {
  return requests;
}
