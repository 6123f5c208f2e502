// SPDX-License-Identifier: Apache-2.0
// read_waits: a READ function gives way.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
// note: 'next_write' is READ
READ uint64_t next_write(void);
// file: read_waits.c
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

uint64_t next_write(void) {
  for (uint64_t before = counts.writes; counts.writes == before;)
    // want: kind.blocks 'sched_give_way' is STEPS, and so may wait, in a READ function
    sched_give_way();
  return counts.writes;
}
