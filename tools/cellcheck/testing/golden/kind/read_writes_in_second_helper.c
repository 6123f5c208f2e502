// SPDX-License-Identifier: Apache-2.0
// read_writes_in_second_helper: also through a helper of a helper, which stores where it is told to.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'reads' is READ
READ uint64_t reads(void);
// file: read_writes_in_second_helper.c
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

static void store(uint64_t *to, uint64_t value) {
  // want: kind.read state 'counts.reads' is changed by a READ function
  *to = value;
}

static void note(uint64_t value) {
  // note: 'note' calls 'store' here
  store(&counts.reads, value);
}

uint64_t reads(void) {
  // note: 'reads' calls 'note' here
  note(3);
  return counts.reads;
}
