// SPDX-License-Identifier: Apache-2.0
// cwe401_inner_block: the block that holds the only owner ends.
// file: cwe401_inner_block.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t table_measure(uint32_t rows);

// file: cwe401_inner_block.c
#include "cwe401_inner_block.h"

uint32_t table_measure(uint32_t rows) {
  uint32_t total = 0;
  for (uint32_t row = 0; row < rows; row++) {
    // note: 'widths' is owned from here: heap_new made it
    uint32_t *widths = heap_new(rows * 4, 4, "widths");
    // note: 'widths' is not null here
    if (widths != NULL) total += widths[row];
    // want: own.leak 'widths' is lost here, and nobody else holds it
  }
  return total;
}
