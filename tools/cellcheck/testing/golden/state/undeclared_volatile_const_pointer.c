// SPDX-License-Identifier: Apache-2.0
// undeclared_volatile_const_pointer: a pointer to constants is itself writable.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void choose(uint32_t which);
READ uint32_t chosen(void);
// file: undeclared_volatile_const_pointer.c
#include "cell.h"

static const uint32_t sizes[2] = {16, 32};
// want: state.undeclared 'current' is writable static data, and the graph does not know of it
static const uint32_t *current;

void choose(uint32_t which) {
  current = &sizes[which % 2];
}

uint32_t chosen(void) {
  return current == NULL ? 0 : *current;
}
