// SPDX-License-Identifier: Apache-2.0
// read_gives_state_to_own: an own READ function is given state to write its answer to.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ void look(uint64_t *reads);
// note: 'twice' is READ
READ uint64_t twice(void);
// file: read_gives_state_to_own.c
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

void look(uint64_t *reads) {
  *reads = counts.reads;
}

uint64_t twice(void) {
  // want: kind.read state 'counts.writes' is changed by a READ function
  look(&counts.writes);
  return 2 * counts.writes;
}
