// SPDX-License-Identifier: Apache-2.0
// table_takes_too_much: an ATOMIC function in a field that is called as READ.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: declared here
ATOMIC uint64_t reads(void);
// file: table_takes_too_much.c
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

struct meter_ops {
  AS(READ) uint64_t (*measure)(void);
};
// want: kind.read 'reads' is ATOMIC, and what is called through here has to be READ
CELL_OPS(struct meter_ops, meter_ops) = {.measure = reads};

uint64_t reads(void) {
  return counts.reads++;
}
