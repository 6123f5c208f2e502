// SPDX-License-Identifier: Apache-2.0
// read_calls_through_atomic_pointer: a pointer that is marked ATOMIC is called by a READ function.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct sink {
  AS(ATOMIC) void (*put)(uint64_t word);
};
// note: 'reads' is READ
READ uint64_t reads(const struct sink *sink);
// file: read_calls_through_atomic_pointer.c
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

uint64_t reads(const struct sink *sink) {
  // want: kind.read what the pointer leads to is ATOMIC, and so may change what is shared, in a READ function
  sink->put(counts.reads);
  return counts.reads;
}
