// SPDX-License-Identifier: Apache-2.0
// points_constant_table: the address of a row of this version's constant table.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void select(uint32_t index);
READ uint32_t selected_size(void);
// file: points_constant_table.c
#include "cell.h"

struct class {
  uint32_t size, count;
};
static const struct class classes[] = {{16, 256}, {32, 128}};

struct selection {
  const struct class *class;
};
CELL_STATE(struct selection, selection);

void select(uint32_t index) {
  // want: state.points the address of the constant 'classes' is stored into state 'selection': the next version has it
  //   elsewhere
  if (index < 2) selection.class = &classes[index];
}

uint32_t selected_size(void) {
  return selection.class == NULL ? 0 : selection.class->size;
}
