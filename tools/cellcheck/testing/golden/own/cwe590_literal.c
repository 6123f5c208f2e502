// SPDX-License-Identifier: Apache-2.0
// cwe590_literal: a string literal is released.
// file: cwe590_literal.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC void name_drop(bool is_default);

// file: cwe590_literal.c
#include "cwe590_literal.h"

void name_drop(bool is_default) {
  // note: 'is_default' is true here
  char *name = is_default ? (char *)"none" : heap_new(8, 1, "name");
  // want: own.not a string literal is given to heap_delete, but was never acquired
  heap_delete(name);
}
