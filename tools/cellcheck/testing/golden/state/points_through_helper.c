// SPDX-License-Identifier: Apache-2.0
// points_through_helper: a helper stores what its caller gives it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void phase_enter(uint32_t number);
// file: points_through_helper.c
#include "cell.h"

struct phase {
  const char *name;
  uint32_t number;
};
CELL_STATE(struct phase, phase);

static void name_it(struct phase *to, const char *name) {
  // want: state.points the address of the literal "entered" is stored into state 'phase': the next version has it
  //   elsewhere
  to->name = name;
}

void phase_enter(uint32_t number) {
  phase.number = number;
  // note: 'phase_enter' calls 'name_it' here
  // note: the literal
  name_it(&phase, "entered");
}
