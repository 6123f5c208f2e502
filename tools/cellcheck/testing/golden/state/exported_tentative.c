// SPDX-License-Identifier: Apache-2.0
// exported_tentative: a header that defines a variable in each cell that includes it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// want: state.undeclared 'level' is writable static data, and the graph does not know of it
// want: state.exported 'level' is offered by a header: an address of it that others keep outlives this version of the
//   cell
uint32_t level;
READ uint32_t level_get(void);
// file: exported_tentative.c
#include "cell.h"

uint32_t level_get(void) {
  return level;
}
