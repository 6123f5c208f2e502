// SPDX-License-Identifier: Apache-2.0
// read_writes_in_helper: a helper is part of whoever calls it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'reads' is READ
READ uint64_t reads(void);
// file: read_writes_in_helper.c
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

static void note(void) {
  // want: kind.read state 'counts.reads' is changed by a READ function
  counts.reads++;
}

uint64_t reads(void) {
  // note: 'reads' calls 'note' here
  note();
  return counts.reads;
}
