// SPDX-License-Identifier: Apache-2.0
// cwe590_static: a table of state is released.
// file: cwe590_static.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct table {
  uint32_t rows[16];
};

ATOMIC void rows_clear(void);

// file: cwe590_static.c
#include "cwe590_static.h"

CELL_STATE(struct table, rows_of_all);

void rows_clear(void) {
  struct table *table = &rows_of_all;
  table->rows[0] = 0;
  // want: own.not 'rows_of_all' is a static variable: it is given to heap_delete, but was never acquired
  heap_delete(table);
}
