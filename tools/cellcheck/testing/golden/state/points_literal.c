// SPDX-License-Identifier: Apache-2.0
// points_literal: a literal's address is kept.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: points_literal.c
#include "cell.h"

struct phase {
  const char *name;
};
CELL_STATE(struct phase, phase);

void begin(void) {
  // want: state.points the address of the literal "begin" is stored into state 'phase': the next version has it
  //   elsewhere
  // mend: copy what is there into the state, or keep a number that tells which it is
  phase.name = "begin";
}
