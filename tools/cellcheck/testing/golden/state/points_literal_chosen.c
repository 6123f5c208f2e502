// SPDX-License-Identifier: Apache-2.0
// points_literal_chosen: one of two literals, by ?:.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void set_mode(bool fast);
// file: points_literal_chosen.c
#include "cell.h"

struct mode {
  const char *name;
};
CELL_STATE(struct mode, mode);

void set_mode(bool fast) {
  // note: the literal
  // note: the literal
  const char *name = fast ? "fast" : "resilient";
  // want: state.points the address of the literal "fast" is stored into state 'mode': the next version has it elsewhere
  // want: state.points the address of the literal "resilient" is stored into state 'mode': the next version has it
  //   elsewhere
  mode.name = name;
}
