// SPDX-License-Identifier: Apache-2.0
// exported_variable: a header that offers a variable.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// want: state.exported 'ticks' is offered by a header: an address of it that others keep outlives this version of the
//   cell
// mend: export a function that gives the value, or a view of it (VIEW_RET)
extern uint32_t ticks;
ATOMIC void tick(void);
// file: exported_variable.c
#include "cell.h"

CELL_STATE(uint32_t, ticks);

void tick(void) {
  ticks++;
}
