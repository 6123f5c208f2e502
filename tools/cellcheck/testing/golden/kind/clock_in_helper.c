// SPDX-License-Identifier: Apache-2.0
// clock_in_helper: in a helper, the time-stamp counter.
// file: cell.h public
#pragma once
#include "kernel/arch/arch.h"
#include "kernel/base/cell.h"
// note: 'stamp' is ATOMIC
ATOMIC void stamp(void);
// file: clock_in_helper.c
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

static uint64_t age(uint64_t since) {
  // want: kind.clock 'arch_cycles' reads a clock, in an ATOMIC function: made again, it reads another time
  return arch_cycles() - since;
}

void stamp(void) {
  // note: 'stamp' calls 'age' here
  counts.writes = age(counts.reads);
}
