// SPDX-License-Identifier: Apache-2.0
// read_writes_state: a READ function counts its calls.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'reads' is READ
READ uint64_t reads(void);
// file: read_writes_state.c
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

uint64_t reads(void) {
  // want: kind.read state 'counts.reads' is changed by a READ function
  // mend: make it ATOMIC, or leave the change to an ATOMIC function that its callers call
  counts.reads = 1;
  return counts.reads;
}
