// SPDX-License-Identifier: Apache-2.0
// section_data: a section of its own hides a variable from the graph.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void beat(void);
// file: section_data.c
#include "cell.h"

// want: state.section 'beats' is put into section '.heart', where the graph does not know of it
// mend: declare it with CELL_STATE(type, name), CELL_CPU_STATE or CELL_OPS, or take the attribute away
__attribute__((section(".heart"))) static uint32_t beats;

void beat(void) {
  beats++;
}
