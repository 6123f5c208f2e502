// SPDX-License-Identifier: Apache-2.0
// ok_raw_does_what_it_must: RAW functions answer for themselves.
// file: cell.h public
#pragma once
#include "device.h"
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
RAW void probe(void);
// file: ok_raw_does_what_it_must.c
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

RAW_STATIC void settle(void) {
  counts.writes++;
  device_put(0);
}

void probe(void) {
  settle();
  counts.reads = 1;
  sched_give_way();
}
