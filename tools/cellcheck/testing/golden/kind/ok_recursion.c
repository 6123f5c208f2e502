// SPDX-License-Identifier: Apache-2.0
// ok_recursion: functions that call each other in a circle.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t depth(uint32_t of);
// file: ok_recursion.c
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

static uint32_t odd(uint32_t of, uint32_t *calls);

static uint32_t even(uint32_t of, uint32_t *calls) {
  (*calls)++;
  return of == 0 ? 1 : odd(of - 1, calls);
}

static uint32_t odd(uint32_t of, uint32_t *calls) {
  (*calls)++;
  return of == 0 ? 0 : even(of - 1, calls);
}

uint32_t depth(uint32_t of) {
  uint32_t calls = 0;
  return even(of, &calls) + calls;
}
