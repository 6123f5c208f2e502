// SPDX-License-Identifier: Apache-2.0
// ok_statement_expression: an owner comes out of a statement expression.
// file: ok_statement_expression.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC status_t cells_try(uint32_t count);

// file: ok_statement_expression.c
#include "ok_statement_expression.h"

status_t cells_try(uint32_t count) {
  uint32_t *cells = ({
    uint32_t size = count < 4 ? 4 : count;
    uint32_t *fresh = heap_new(size * 4, 4, "cells");
    fresh;
  });
  if (cells == NULL) return NO_MEMORY;
  heap_delete(cells);
  return OK;
}
