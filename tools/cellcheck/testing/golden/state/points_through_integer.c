// SPDX-License-Identifier: Apache-2.0
// points_through_integer: an address that goes through an integer is still one.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void remember(void);
// file: points_through_integer.c
#include "cell.h"

struct memory {
  uint64_t address;
};
CELL_STATE(struct memory, memory);

void remember(void) {
  // note: the literal
  uint64_t address = (uint64_t)"remembered";
  // want: state.points the address of the literal "remembered" is stored into state 'memory': the next version has it
  //   elsewhere
  memory.address = address;
}
