// SPDX-License-Identifier: Apache-2.0
// read_writes_in_recursion: one of them stores.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'depth' is READ
READ uint32_t depth(uint32_t of);
// file: read_writes_in_recursion.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

static uint32_t odd(uint32_t of, uint64_t *calls);

static uint32_t even(uint32_t of, uint64_t *calls) {
  // want: kind.read state 'counts.reads' is changed by a READ function
  (*calls)++;
  return of == 0 ? 1 : odd(of - 1, calls);
}

static uint32_t odd(uint32_t of, uint64_t *calls) {
  return of == 0 ? 0 : even(of - 1, calls);
}

uint32_t depth(uint32_t of) {
  // note: 'depth' calls 'even' here
  return even(of, &counts.reads);
}
