// SPDX-License-Identifier: Apache-2.0
// ok_realloc: a table grows: copied, the old one released, the new one in its place.
// file: ok_realloc.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct table {
  OWN uint32_t *rows;
  uint32_t count, space;
};

ATOMIC status_t table_add(struct table *table, uint32_t row);

// file: ok_realloc.c
#include "ok_realloc.h"

static status_t grow(struct table *table) {
  uint32_t space = table->space == 0 ? 8 : table->space * 2;
  uint32_t *rows = heap_new(space * sizeof *rows, alignof(uint32_t), "rows");
  if (rows == NULL) return NO_MEMORY;
  for (uint32_t i = 0; i < table->count; i++)
    rows[i] = table->rows[i];
  heap_delete(table->rows);
  table->rows = rows;
  table->space = space;
  return OK;
}

status_t table_add(struct table *table, uint32_t row) {
  if (table->count == table->space && grow(table) != OK) return NO_MEMORY;
  table->rows[table->count++] = row;
  return OK;
}
